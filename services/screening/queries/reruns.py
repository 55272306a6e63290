"""A stored decision, explained rule by rule, and decided once more."""

from uuid import UUID

from chassis.data.rows import Row
from chassis.http.languages import Reader
from chassis.reference.kinds import Version
from chassis.work import Work
from services.screening.access import SCREENINGS_EXPLAIN
from services.screening.domain.accounts import Account, accounts
from services.screening.domain.alternatives import Alternative, alternatives
from services.screening.domain.decisions import Decision, assess
from services.screening.domain.facts import facts_of
from services.screening.domain.outcomes import Outcome, ScreeningStage
from services.screening.domain.plain_words import Decided, Said, for_the_desk, for_the_patient
from services.screening.domain.refusals import ScreeningNotFound
from services.screening.domain.reruns import Kept, differences
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.standing_rulings import limits_of
from services.screening.forms.explanations import (
    AccountView,
    AlternativeView,
    ChangeView,
    Explanation,
    FullExplanation,
    PlainExplanation,
    RerunView,
    SeenView,
)
from services.screening.queries.explanations import Citations
from services.screening.store.decisions import find_decision
from services.screening.store.rule_sets import rules_of
from services.screening.store.verdicts import reasons_of


async def explanation_of(work: Work, decision_id: UUID, reader: Reader) -> Explanation:
    """A decision in the words of who asks: clinicians see every rule. Raises ScreeningNotFound, Forbidden."""
    row = await _found(work, decision_id)
    work.access.authorize(whose=row.patient_id, where=row.clinic_id)
    rules = await rules_of(work, row)
    every = accounts(rules.document, ScreeningStage(row.stage), facts_of(row.inputs))
    decided = _decided(row, every)
    patient, desk = _said(reader, for_the_patient(decided)), _said(reader, for_the_desk(decided))
    if work.access.own == row.patient_id:
        return PlainExplanation(screening_id=row.id, outcome=decided.outcome, words=patient)
    if not work.access.may(SCREENINGS_EXPLAIN, whose=row.patient_id, where=row.clinic_id):
        return PlainExplanation(screening_id=row.id, outcome=decided.outcome, words=desk)
    return _full(row, rules, every, patient, desk)


async def rerun_of(work: Work, decision_id: UUID) -> RerunView:
    """A decision, made once more by its version from its facts. Raises ScreeningNotFound, Forbidden."""
    row = await _found(work, decision_id)
    work.access.authorize(whose=row.patient_id, where=row.clinic_id)
    rules = await rules_of(work, row)
    again = assess(rules.document, ScreeningStage(row.stage), facts_of(row.inputs))
    found = list(differences(_kept(row, rules.document), again))
    if row.rule_set_digest not in (None, rules.digest):
        found.append(f"It was decided by digest {row.rule_set_digest}, and {row.rule_set} has {rules.digest}.")
    return RerunView(
        screening_id=row.id,
        same=not found,
        rule_set=row.rule_set,
        rule_set_digest=rules.digest,
        outcome=Outcome(row.outcome),
        rules_alone=again.outcome if isinstance(again, Decision) else None,
        differences=found,
    )


async def _found(work: Work, decision_id: UUID) -> Row:
    row = await find_decision(work, decision_id)
    if row is None:
        raise ScreeningNotFound("There is no such decision: list the patient's screenings.")
    return row


def _decided(row: Row, every: tuple[Account, ...]) -> Decided:
    over = tuple(each.over_since for each in every if each.over_since is not None)
    return Decided(Outcome(row.outcome), row.eligible_from, row.valid_until, over)


def _said(reader: Reader, lines: tuple[Said, ...]) -> list[str]:
    return [reader.said(line) for line in lines]


def _full(
    row: Row, rules: Version[RuleSet], every: tuple[Account, ...], patient: list[str], desk: list[str]
) -> FullExplanation:
    cite = Citations(rules.bibliography)
    return FullExplanation(
        screening_id=row.id,
        outcome=Outcome(row.outcome),
        words=[f"{each.code}: {each.why}" for each in every if each.is_worth_knowing],
        for_the_patient=patient,
        for_the_desk=desk,
        rules=[_account(each, cite) for each in every],
        alternatives=[_alternative(each) for each in _otherwise(row, rules.document)],
        rule_set=row.rule_set,
        rule_set_digest=row.rule_set_digest,
    )


def _otherwise(row: Row, rule_set: RuleSet) -> tuple[Alternative, ...]:
    """None where a clinician ruled or has to look: no fact makes that milder."""
    if row.ruled_by or row.held:
        return ()
    stage, facts = ScreeningStage(row.stage), facts_of(row.inputs)
    decision = assess(rule_set, stage, facts)
    return alternatives(rule_set, stage, facts, decision) if isinstance(decision, Decision) else ()


def _account(account: Account, cite: Citations) -> AccountView:
    return AccountView(
        code=account.code,
        sentence=account.rule.sentence,
        standing=account.standing,
        why=account.why,
        facts=[SeenView(code=each.code, words=each.words) for each in account.facts],
        over_since=account.over_since,
        sources=cite.sources(account.rule.sources),
    )


def _alternative(alternative: Alternative) -> AlternativeView:
    return AlternativeView(
        changes=[ChangeView(code=change.code, words=change.words) for change in alternative.changes],
        outcome=alternative.outcome,
        eligible_from=alternative.eligible_from,
        words=alternative.words,
    )


def _kept(row: Row, rule_set: RuleSet) -> Kept:
    reasons = reasons_of(rule_set, row.reasons)
    return Kept(
        outcome=Outcome(row.outcome),
        eligible_from=row.eligible_from,
        valid_until=row.valid_until,
        grounds=frozenset((reason.code, reason.certain, reason.until) for reason in reasons),
        conditions=tuple(each["code"] for each in row.conditions if "code" in each),
        limits=limits_of(row.limits) if row.stage == ScreeningStage.CONSULT else None,
        ruled=row.ruled_by is not None,
        held=row.held is not None,
    )
