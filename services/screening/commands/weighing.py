"""What follows for a consult from everything that is known, by the rules in force or by those that decided before."""

import dataclasses
from dataclasses import dataclass
from datetime import date

from chassis.data.rows import Row
from chassis.reference.kinds import Version
from chassis.work import Work
from services.screening.commands.intakes import request_intake
from services.screening.domain.answers import still_fitting
from services.screening.domain.decisions import Decision, Incomplete, assess, known_to, missing_answers
from services.screening.domain.facts import NOT_SURE, Answer, Facts, answers_of
from services.screening.domain.intakes import lacking
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.plans import plan_of
from services.screening.domain.rule_sets import RuleSet
from services.screening.store.cases import facts_about
from services.screening.store.clinics import zone_of
from services.screening.store.reaction_reports import had_serious_reaction
from services.screening.store.rule_sets import rules_in_force, rules_of

STAGE = ScreeningStage.CONSULT
UNUSUAL_REACTION = "unusual_reaction"
"""The question about an unusual reaction to an earlier treatment. A serious reaction on record answers it."""


@dataclass(frozen=True, slots=True)
class Case:
    """A consult that is to be decided, with everything that is known."""

    patient: Row
    consult: Row
    declaration: Row
    declared_on: date
    """The local day on which all of the declaration was answered together."""
    facts: Facts

    @property
    def is_first(self) -> bool:
        """Whether nothing was decided about the consult yet: a decision is superseded only by another one."""
        return self.consult.screening_id is None

    @property
    def ended(self) -> bool:
        """Whether the clearance that there was has ended."""
        return self.consult.valid_until is not None and self.consult.valid_until < self.facts.today


@dataclass(frozen=True, slots=True)
class Weighed:
    """What follows from the facts by some rules."""

    rules: Version[RuleSet]
    facts: Facts
    decision: Decision

    def no_longer_than(self, last: date) -> "Weighed":
        """The same; a clearance ends on that day at the latest."""
        if self.decision.valid_until is None:
            return self
        ends = min(self.decision.valid_until, last)
        return dataclasses.replace(self, decision=dataclasses.replace(self.decision, valid_until=ends))


async def case_of(work: Work, patient: Row, declaration: Row, consult: Row) -> Case | None:
    """What is known about a consult. None while the clinic's day is not known."""
    zone = await zone_of(work, consult.clinic_id)
    if zone is None:
        return None
    today = work.now.astimezone(zone).date()
    answers = {**answers_of(declaration.answers), **await _on_record(work, patient)}
    facts = facts_about(patient, consult, plan_of(consult.plan), today, answers)
    return Case(patient, consult, declaration, declaration.whole_at.astimezone(zone).date(), facts)


async def _on_record(work: Work, patient: Row) -> dict[str, Answer]:
    """What screening knows by itself, whatever the patient declares. Rules that ask no such question ignore it."""
    return {UNUSUAL_REACTION: True} if await had_serious_reaction(work, patient.id) else {}


async def weigh(work: Work, case: Case) -> Weighed | None:
    """What follows now. None while the consult waits: for the patient's answers, or for a director's signature."""
    rules = await rules_in_force(work, case.facts.today)
    if rules and (weighed := await by_rules_in_force(work, case, rules)):
        return weighed
    return await _as_before(work, case) if case.consult.screening_id and not case.ended else None


async def by_rules_in_force(work: Work, case: Case, rules: Version[RuleSet], *, ask: bool = True) -> Weighed | None:
    """None when the declaration is too old for these rules, or lacks an answer that matters: the patient is asked."""
    answers = still_fitting(rules.document, STAGE, case.facts.answers)
    facts = known_to(rules.document, dataclasses.replace(case.facts, answers=answers))
    decision = assess(rules.document, STAGE, facts)
    request = lacking(rules.document, answers, case.declared_on, facts.today)
    if request and (request.whole or isinstance(decision, Incomplete)):
        if ask:
            await request_intake(work, case.patient, request)
        return None
    return Weighed(rules, facts, decision) if isinstance(decision, Decision) else None


async def _as_before(work: Work, case: Case) -> Weighed | None:
    """A decision that stands must not outlive what is known now: weigh it by the rules that made it.

    What those ask and the declaration lacks counts as "not sure". It clears nobody who was not cleared, and a clearance
    ends no later than it did.
    """
    rules = await rules_of(work, case.consult)
    facts = known_to(rules.document, case.facts)
    doubts: dict[str, Answer] = dict.fromkeys(missing_answers(rules.document, STAGE, facts), NOT_SURE)
    facts = dataclasses.replace(facts, answers={**facts.answers, **doubts})
    decision = assess(rules.document, STAGE, facts)
    if isinstance(decision, Incomplete):
        raise AssertionError(f"{decision.missing} have just been answered with a doubt")
    weighed = Weighed(rules, facts, decision)
    if decision.valid_until is None:
        return weighed
    return weighed.no_longer_than(case.consult.valid_until) if case.consult.valid_until is not None else None
