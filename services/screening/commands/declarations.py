"""Take a patient's health declaration, or the answers that it lacked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.screening.commands.consults import decide_again
from services.screening.domain.answers import read_answers, still_fitting, unanswered
from services.screening.domain.decisions import missing_answers
from services.screening.domain.facts import Answer, Facts, answers_of
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.refusals import AnswersMissing, AnswersNotUnderstood, IntakeNotFound
from services.screening.domain.rule_sets import RuleSet
from services.screening.forms.declarations import DeclarationForm, plain_answers
from services.screening.store.clinics import local_day
from services.screening.store.declarations import insert_declaration, latest_declaration
from services.screening.store.intakes import close_intakes, find_intake
from services.screening.store.patients import lock_patient
from services.screening.store.rule_sets import rules_asked

STAGE = ScreeningStage.CONSULT


@dataclass(frozen=True, slots=True)
class Declared:
    """What became of a declaration."""

    declaration_id: UUID
    intake_id: UUID
    patient_id: UUID
    submitted_at: datetime
    screening_ids: list[UUID]
    """Decisions that it led to at once; none while something else is still to come."""


async def declare(work: Work, intake_id: UUID, form: DeclarationForm) -> Declared:
    """Store what the patient declares, and decide again what depends on it. The latest declaration counts.

    To an intake that asks for some questions only, the answers given before stand for the others.
    Raises IntakeNotFound, AnswersNotUnderstood, AnswersMissing, NothingToAsk.
    """
    intake = await find_intake(work, intake_id)
    if intake is None:
        raise IntakeNotFound("There is no such intake: list the patient's intakes.")
    work.access.authorize(whose=intake.patient_id, where=intake.clinic_id)
    patient = await lock_patient(work, intake.patient_id)
    today = await local_day(work, patient.home_clinic_id) or work.now.date()
    rules = await rules_asked(work, today)
    given = _read(rules.document, plain_answers(form.answers))
    earlier = await latest_declaration(work, patient.id) if intake.questions is not None else None
    whole = earlier is None or not missing_answers(rules.document, STAGE, Facts(today, given))
    answers = {**_still_believed(rules.document, earlier), **given}
    _require_all(rules.document, Facts(today, answers))
    declaration = await insert_declaration(
        work,
        new_id(),
        intake,
        answers,
        rules,
        whole_at=work.now if earlier is None or whole else earlier.whole_at,
        language=form.language,
    )
    await close_intakes(work, patient.id, intake.id, others_too=whole)
    work.audit("declaration submitted", str(declaration.id))
    decided = await decide_again(work, patient, declaration)
    return Declared(declaration.id, intake.id, patient.id, work.now, [each.id for each in decided])


def _read(rule_set: RuleSet, given: Mapping[str, Any]) -> dict[str, Answer]:
    answers, problems = read_answers(rule_set, STAGE, given)
    if problems:
        raise AnswersNotUnderstood("Some answers do not fit their questions: see errors.", errors=problems)
    return answers


def _still_believed(rule_set: RuleSet, earlier: Row | None) -> dict[str, Answer]:
    return still_fitting(rule_set, STAGE, answers_of(earlier.answers)) if earlier else {}


def _require_all(rule_set: RuleSet, facts: Facts) -> None:
    if missing := missing_answers(rule_set, STAGE, facts):
        raise AnswersMissing(
            'Some questions are not answered: see errors. Who does not know answers "not_sure".',
            errors=unanswered(missing),
        )
