"""Take a patient's health declaration."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update

from chassis.ids import new_id
from chassis.refusals import FieldError
from chassis.work import Work
from contracts.vocabulary import ScreeningStage
from services.screening.commands.decide import decide_again
from services.screening.domain.decisions import missing_answers
from services.screening.domain.facts import Facts
from services.screening.domain.questionnaire import read_answers
from services.screening.domain.refusals import AnswersMissing, AnswersNotUnderstood, IntakeNotFound
from services.screening.forms.requests import DeclarationForm
from services.screening.store.rule_sets import in_force
from services.screening.store.screenings import local_day, lock_patient
from services.screening.tables import declarations, intakes


@dataclass(frozen=True, slots=True)
class Declared:
    """What became of a declaration."""

    declaration_id: UUID
    intake_id: UUID
    patient_id: UUID
    submitted_at: datetime
    screening_ids: list[UUID]
    """Decisions that it led to at once; none while the consult is still to come."""


async def declare(work: Work, intake_id: UUID, form: DeclarationForm) -> Declared:
    """Store what the patient declares, and decide again what depends on it. The latest declaration counts.

    Raises IntakeNotFound, AnswersNotUnderstood, AnswersMissing.
    """
    intake = (await work.execute(select(intakes).where(intakes.c.id == intake_id))).first()
    if intake is None:
        raise IntakeNotFound("There is no such intake: list the patient's intakes.")
    work.actor.require_patient(intake.patient_id)
    work.actor.require_clinic(intake.clinic_id)
    patient = await lock_patient(work, intake.patient_id)
    today = await local_day(work, patient.home_clinic_id) or work.now.date()
    rule_set = in_force(today)
    answers, problems = read_answers(rule_set.questions[ScreeningStage.CONSULT], form.answers)
    if problems:
        raise AnswersNotUnderstood("Some answers do not fit their questions: see errors.", errors=problems)
    facts = Facts(today, answers)
    if missing := missing_answers(rule_set, ScreeningStage.CONSULT, facts):
        raise AnswersMissing(
            'Some questions are not answered: see errors. Who does not know answers "not_sure".',
            errors=[FieldError(f"answers.{code}", "Answer this as well.") for code in missing],
        )
    declaration_id = new_id()
    await work.execute(
        insert(declarations).values(
            id=declaration_id,
            intake_id=intake.id,
            patient_id=intake.patient_id,
            answers=facts.stored()["answers"],
            rule_set=rule_set.version,
            submitted_at=work.now,
            submitted_by=work.actor.subject,
        )
    )
    await work.execute(update(intakes).where(intakes.c.id == intake.id).values(declared_at=work.now))
    work.audit("declaration submitted", str(declaration_id))
    decided = await decide_again(work, intake.patient_id)
    return Declared(declaration_id, intake.id, intake.patient_id, work.now, decided)
