"""Screen again on the day of a session."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from chassis.refusals import FieldError
from chassis.work import Work
from contracts.vocabulary import Outcome, ScreeningStage
from services.screening.commands.record import Subject, Verdict, record
from services.screening.domain.decisions import CLEARANCES, Incomplete, assess
from services.screening.domain.facts import Facts
from services.screening.domain.questionnaire import read_answers
from services.screening.domain.refusals import AnswersMissing, AnswersNotUnderstood, ClinicNotKnown, NoClearance
from services.screening.domain.rulings import awaits_ruling
from services.screening.forms.requests import DayOfCheckForm
from services.screening.store.rule_sets import in_force
from services.screening.store.screenings import local_day, lock_patient
from services.screening.tables import screenings

STAGE = ScreeningStage.DAY_OF


async def check_day(work: Work, form: DayOfCheckForm) -> UUID:
    """Decide by the day-of rules whether the patient may be treated today, under a consult clearance that holds.

    The clearance's limits are copied. Raises ClinicNotKnown, NoClearance, AnswersNotUnderstood, AnswersMissing.
    """
    work.actor.require_clinic(form.clinic_id)
    await lock_patient(work, form.patient_id)
    today = await local_day(work, form.clinic_id)
    if today is None:
        raise ClinicNotKnown("This clinic's time zone has not arrived here yet: try again in a moment.")
    clearance = await _clearance(work, form.patient_id, form.consult_id, today)
    rule_set = in_force(today)
    answers, problems = read_answers(rule_set.questions[STAGE], form.answers)
    if problems:
        raise AnswersNotUnderstood("Some answers do not fit their questions: see errors.", errors=problems)
    facts = Facts(today, answers, has_conditions=bool(clearance.conditions))
    decision = assess(rule_set, STAGE, facts)
    if isinstance(decision, Incomplete):
        missing = decision.missing
        raise AnswersMissing(
            "Some questions are not answered: see errors.",
            errors=[FieldError(f"answers.{code}", "Answer this as well.") for code in missing],
        )
    verdict = Verdict(
        outcome=decision.outcome,
        awaits_ruling=awaits_ruling(decision.outcome, decision.reasons),
        eligible_from=decision.eligible_from,
        valid_until=decision.valid_until,
        limits=clearance.limits,
        reasons=decision.reasons,
        conditions=decision.conditions,
    )
    subject = Subject(
        form.patient_id, form.clinic_id, STAGE, clearance.consult_id, clearance.declaration_id, clearance.id
    )
    return await record(work, subject, facts, verdict, rule_set)


async def _clearance(work: Work, patient_id: UUID, consult_id: UUID | None, today: date) -> Row[Any]:
    """The current consult clearance that holds today, of the newest consult unless one is named."""
    current = (
        select(screenings)
        .where(
            screenings.c.patient_id == patient_id,
            screenings.c.stage == ScreeningStage.CONSULT,
            screenings.c.superseded_by.is_(None),
        )
        .order_by(screenings.c.decided_at.desc(), screenings.c.id.desc())
    )
    if consult_id is not None:
        current = current.where(screenings.c.consult_id == consult_id)
    found = (await work.execute(current)).all()
    holding = [row for row in found if _why_not(row, today) is None]
    if holding:
        return holding[0]
    raise NoClearance(
        str(_why_not(found[0], today))
        if found
        else "There is no clearance to check: complete the consult and the health declaration first."
    )


def _why_not(row: Row[Any], today: date) -> str | None:
    if row.outcome == Outcome.DEFERRED and row.eligible_from:
        return f"The patient is deferred until {row.eligible_from}: from then on, have the health declared again."
    if row.outcome == Outcome.REVIEW:
        return "The screening waits for the medical director's review: no session before that."
    if row.outcome not in CLEARANCES:
        return f"The screening's outcome is {row.outcome}: without a clearance there is no session."
    if row.valid_until < today:
        return f"The clearance ended on {row.valid_until}: have the health declared again."
    if row.eligible_from > today:
        return f"The clearance begins on {row.eligible_from}: no session before that day."
    return None
