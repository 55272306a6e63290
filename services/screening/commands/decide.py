"""Decide consults, as soon as declaration, consult, patient and clinic are all known, whichever comes last."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from chassis.work import Work
from contracts.vocabulary import ScreeningStage
from services.screening.commands.intake import request_intake
from services.screening.commands.record import Subject, Verdict, record, stored_limits
from services.screening.domain.calendar import age_on
from services.screening.domain.decisions import CLEARANCES, Incomplete, assess
from services.screening.domain.facts import Facts, answers_of, plan_of
from services.screening.domain.rulings import awaits_ruling
from services.screening.store.rule_sets import in_force, shipped
from services.screening.store.screenings import consults_of, latest_declaration, local_day, lock_patient

STAGE = ScreeningStage.CONSULT


async def decide_new(work: Work, patient_id: UUID) -> list[UUID]:
    """Decide the consults that have no decision yet. Answers the decisions' ids; none while something is missing."""
    return await _decide(work, patient_id, again=False)


async def decide_again(work: Work, patient_id: UUID) -> list[UUID]:
    """What is known of the patient changed: decide the latest consult again, and all whose clearance still stands.

    Older consults that were not cleared stay as they are: their plans are history.
    """
    return await _decide(work, patient_id, again=True)


async def _decide(work: Work, patient_id: UUID, *, again: bool) -> list[UUID]:
    patient = await lock_patient(work, patient_id)
    declaration = await latest_declaration(work, patient_id)
    if patient.date_of_birth is None or declaration is None:
        return []
    decided = []
    newest_first = (await work.execute(consults_of(patient_id))).all()
    for place, consult in reversed(list(enumerate(newest_first))):
        if consult.screening_id is not None and not (again and (place == 0 or consult.outcome in CLEARANCES)):
            continue
        today = await local_day(work, consult.clinic_id)
        if today is None or (place > 0 and consult.valid_until is not None and consult.valid_until < today):
            continue
        screening_id = await _decide_one(work, patient, declaration, consult, today)
        decided += [screening_id] if screening_id else []
    return decided


async def _decide_one(
    work: Work, patient: Row[Any], declaration: Row[Any], consult: Row[Any], today: date
) -> UUID | None:
    plan = plan_of(consult.plan)
    facts = Facts(
        today=today,
        answers=answers_of(declaration.answers),
        age=age_on(today, patient.date_of_birth),
        skin_type=consult.skin_type,
        suitable=consult.suitable,
        plan=plan,
    )
    rule_set = in_force(today)
    decision = assess(rule_set, STAGE, facts)
    if isinstance(decision, Incomplete):
        # The rule set asks for more than it did when this was declared: ask again, and clear nobody new.
        await request_intake(work, patient)
        if consult.screening_id is None:
            return None
        # A decision that stands must not outlive what is known now: weigh it by the rules it was declared under.
        rule_set = shipped()[declaration.rule_set]
        decision = assess(rule_set, STAGE, facts)
    if isinstance(decision, Incomplete) or decision.limits is None:
        raise ValueError(f"declaration {declaration.id} is not complete for its own rule set {rule_set.version}")
    verdict = Verdict(
        outcome=decision.outcome,
        awaits_ruling=awaits_ruling(decision.outcome, decision.reasons),
        eligible_from=decision.eligible_from,
        valid_until=decision.valid_until,
        limits=stored_limits(plan, decision.limits),
        reasons=decision.reasons,
        conditions=decision.conditions,
    )
    subject = Subject(patient.id, consult.clinic_id, STAGE, consult.id, declaration.id)
    return await record(work, subject, facts, verdict, rule_set)
