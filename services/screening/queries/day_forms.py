"""The form for the day of a session: how the skin is today, and what may have changed since the declaration."""

from uuid import UUID

from chassis.data.rows import Row
from chassis.refusals import NotFound
from chassis.work import Work
from services.screening.domain.outcomes import ScreeningStage
from services.screening.forms.questionnaires import DayOfQuestionnaireView
from services.screening.queries.languages import Wanted, chosen
from services.screening.queries.questionnaires import view_of
from services.screening.store.care_relationships import clinics_of
from services.screening.store.clinics import day_at
from services.screening.store.day_forms import day_form_of
from services.screening.store.patients import find_patient_if_any
from services.screening.store.rule_sets import rules_asked, words_of


async def day_of_questionnaire(work: Work, patient_id: UUID, wanted: Wanted) -> DayOfQuestionnaireView:
    """What one patient is asked today. It shows no answer. Raises Forbidden, NotFound, NothingToAsk."""
    patient = await find_patient_if_any(work, patient_id)
    work.access.authorize(whose=patient_id, where=await clinics_of(work, patient) if patient else None)
    if patient is None:
        raise NotFound("There is no such patient.")
    return await questionnaire_for(work, patient, wanted)


async def questionnaire_for(work: Work, patient: Row, wanted: Wanted) -> DayOfQuestionnaireView:
    """The same, of a patient about whom the caller may ask. Raises NothingToAsk."""
    today = await day_at(work, patient.home_clinic_id)
    rules = await rules_asked(work, today)
    words = await words_of(work, rules, today)
    language = chosen(words.languages, wanted, patient.language)
    form = await day_form_of(work, patient, rules, today)
    return DayOfQuestionnaireView(
        patient_id=patient.id,
        declared_at=form.declaration.submitted_at if form.declaration else None,
        edition=form.edition,
        today=view_of(rules, words, ScreeningStage.DAY_OF, language),
        changes=view_of(rules, words, ScreeningStage.CONSULT, language, only=form.codes),
    )
