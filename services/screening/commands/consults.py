"""Decide consults, as soon as declaration, consult, patient, clinic and signed rules are all there.

Whichever of them comes last decides. What lacks something waits, and nothing fails for it.
"""

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from services.screening.commands.decisions import keep_decision
from services.screening.commands.reviews import close_questioned, list_questioned
from services.screening.commands.unsigned import as_far_as_it_may, needs_signature, with_what_was_said_before
from services.screening.commands.upcoming import list_upcoming
from services.screening.commands.weighing import STAGE, Case, Weighed, by_rules_in_force, case_of, weigh
from services.screening.domain.decisions import Decision
from services.screening.domain.facts import Facts, facts_of
from services.screening.domain.outcomes import CLEARANCES, Outcome
from services.screening.domain.standing_rulings import StandingRuling
from services.screening.domain.superseding import Earlier, Held, held_consult, is_for_a_clinician
from services.screening.store.appointments import appointments_of
from services.screening.store.consults import consults_of
from services.screening.store.decisions import decided_in_other_records, earlier_decisions, was_decided_for_two
from services.screening.store.declarations import answers_before, latest_declaration
from services.screening.store.rule_sets import rules_in_force, rules_of
from services.screening.store.rulings import standing_ruling, standing_ruling_of
from services.screening.store.verdicts import Subject, Verdict, reasons_of, stored_limits


async def decide_new(work: Work, patient: Row) -> list[Row]:
    """Decide the consults that have no decision yet. Answers the decisions; none while something is missing.

    The patient's row is locked, here and in ``decide_again``.
    """
    return await _decide(work, patient, await latest_declaration(work, patient.id), again=False)


async def decide_again(work: Work, patient: Row, declaration: Row | None) -> list[Row]:
    """What is known of the patient changed: decide the latest consult again, and all whose clearance still stands.

    Older consults that were not cleared stay as they are: their plans are history.
    """
    return await _decide(work, patient, declaration, again=True)


async def _decide(work: Work, patient: Row, declaration: Row | None, *, again: bool) -> list[Row]:
    decided = await _decided(work, patient, declaration, again=again)
    if not decided:
        await list_upcoming(work, patient.id)
    return decided


async def _decided(work: Work, patient: Row, declaration: Row | None, *, again: bool) -> list[Row]:
    if patient.date_of_birth is None or declaration is None:
        return []
    decided = []
    newest_first = await consults_of(work, patient.id)
    for consult in _to_decide(newest_first, again=again):
        case = await case_of(work, patient, declaration, consult)
        if case is None or (case.ended and consult.id != newest_first[0].id):
            continue  # its clinic's day is not known, or it is history as well
        if kept := await _decide_case(work, case):
            decided.append(kept)
    return decided


async def decide_plan_again(work: Work, patient: Row, consult_id: UUID) -> Row | None:
    """Decide one consult by what is declared now. None while something is missing. The patient's row is locked."""
    declaration = await latest_declaration(work, patient.id)
    consult = next((each for each in await consults_of(work, patient.id) if each.id == consult_id), None)
    if patient.date_of_birth is None or declaration is None or consult is None:
        return None
    case = await case_of(work, patient, declaration, consult)
    return await _decide_case(work, case) if case else None


async def _decide_case(work: Work, case: Case) -> Row | None:
    """None while it waits for something, a signature for example, and when a director's ruling lasts."""
    unsigned = await needs_signature(work, case)
    if unsigned:
        case = await with_what_was_said_before(work, case)
    weighed = await weigh(work, case)
    if weighed and unsigned:
        weighed = await as_far_as_it_may(work, case, weighed)
    return await _keep(work, case, weighed) if weighed else None


async def issue_again(work: Work, patient: Row) -> None:
    """Weigh the patient's clearances by the rules that have come into force since. None of them is prolonged.

    Whoever lacks an answer is asked when an appointment lies ahead, and else at the next occasion. The row is locked.
    """
    declaration = await latest_declaration(work, patient.id)
    if patient.date_of_birth is None or declaration is None:
        return
    lies_ahead = bool(await appointments_of(work, patient.id))
    for consult in await consults_of(work, patient.id):
        case = await case_of(work, patient, declaration, consult) if consult.outcome in CLEARANCES else None
        rules = await rules_in_force(work, case.facts.today) if case and not case.ended else None
        if case is None or rules is None or rules.version == consult.rule_set:
            continue
        weighed = await by_rules_in_force(work, case, rules, ask=lies_ahead)
        if weighed is not None and await needs_signature(work, case):
            weighed = await as_far_as_it_may(work, case, weighed)
        if weighed is not None:
            await _keep(work, case, weighed.no_longer_than(consult.valid_until))
    await list_upcoming(work, patient.id)


def _to_decide(newest_first: Sequence[Row], *, again: bool) -> Iterable[Row]:
    """Those without a decision, and those whose decision may change; the oldest first."""
    for place, consult in reversed(list(enumerate(newest_first))):
        if consult.screening_id is None or (again and (place == 0 or consult.outcome in CLEARANCES)):
            yield consult


async def _keep(work: Work, case: Case, weighed: Weighed) -> Row | None:
    """Keep what follows from the facts. None when a director's ruling lasts, and so nothing changes."""
    facts, decision = weighed.facts, weighed.decision
    ruling = None if case.is_first else await standing_ruling(work, case.consult.id, STAGE)
    standing = standing_ruling_of(ruling) if ruling else None
    merged = await _merged(work, case)
    parted = not case.is_first and await was_decided_for_two(work, case.consult.id, case.patient.id)
    stands = not parted and not (ruling and _is_outweighed(ruling, facts, merged))
    if ruling and standing and stands and standing.decides(decision, facts.today):
        await list_questioned(work, ruling, is_questioned=standing.is_questioned_by(decision))
        return await _reinstated(work, case, ruling) if ruling.superseded_by else None
    if not case.is_first:
        await close_questioned(work, case.consult.id, "answers_changed")
    if facts.plan is None or decision.limits is None:
        raise AssertionError("a consult has a plan, and its decision has limits")
    by_rules = Verdict.by_rules(decision, stored_limits(facts.plan, decision.limits))
    verdict = dataclasses.replace(by_rules, eligible_from=_not_before(decision, standing, facts.today))
    held = await _held(work, case, facts, decision.outcome, merged)
    if parted and not is_for_a_clinician(decision.outcome):
        held = Held.PARTED_RECORD
    return await keep_decision(work, _subject(case), facts, verdict.held_for(held), weighed.rules)


def _subject(case: Case) -> Subject:
    consult = case.consult
    return Subject(
        case.patient.id,
        consult.clinic_id,
        STAGE,
        consult.id,
        case.declaration.id,
        published_as=consult.published_as,
        first=case.is_first,
    )


async def _merged(work: Work, case: Case) -> list[Earlier]:
    """What holds for the plans of other records of the person, while no clinician has looked since they were merged."""
    merged_at = case.patient.merged_at
    return await decided_in_other_records(work, case.consult, merged_at) if merged_at else []


def _is_outweighed(ruling: Row, facts: Facts, merged: Sequence[Earlier]) -> bool:
    """Whether another record of the person says something stricter than a ruling that did not know of it."""
    return any(each.binds(Outcome(ruling.outcome), facts.today) for each in merged)


def _not_before(decision: Decision, ruling: StandingRuling | None, today: date) -> date | None:
    """The decision's own day, or that of a wait on which a director ruled where that is later."""
    if ruling is None or ruling.is_over(today) or decision.outcome is not Outcome.REVIEW:
        return decision.eligible_from
    return ruling.not_before(decision.eligible_from)


async def _reinstated(work: Work, case: Case, ruling: Row) -> Row:
    """A refusal counts again that something stricter had taken the place of: that is gone, and nobody ended it."""
    rules = await rules_of(work, ruling)
    verdict = Verdict(
        outcome=Outcome(ruling.outcome),
        awaits_ruling=False,
        eligible_from=ruling.eligible_from,
        valid_until=ruling.valid_until,
        limits=ruling.limits,
        reasons=reasons_of(rules.document, ruling.reasons),
        conditions=tuple(ruling.conditions),
        ruled_by=ruling.ruled_by,
        ruling_reason=ruling.ruling_reason,
    )
    return await keep_decision(work, _subject(case), facts_of(ruling.inputs), verdict, rules)


async def _held(work: Work, case: Case, facts: Facts, outcome: Outcome, merged: Sequence[Earlier]) -> Held | None:
    """Why a clinician has to look before this decision counts."""
    if is_for_a_clinician(outcome):
        return None
    earlier = [] if case.is_first else await earlier_decisions(work, case.consult.id, STAGE)
    declared = await answers_before(work, case.declaration)
    return held_consult(outcome, facts.answers, facts.today, earlier, declared, merged)
