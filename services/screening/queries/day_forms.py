"""The form for the day of a session: how the skin is today, and what may have changed since the declaration."""

from uuid import UUID

from chassis.refusals import NotFound
from chassis.work import Work
from services.screening.domain.answers import still_fitting
from services.screening.domain.facts import answers_of
from services.screening.domain.forms import may_have_changed
from services.screening.domain.outcomes import ScreeningStage
from services.screening.forms.questionnaires import DayOfQuestionnaireView
from services.screening.queries.languages import Wanted, chosen
from services.screening.queries.questionnaires import view_of
from services.screening.store.care_relationships import clinics_of
from services.screening.store.cases import cases_of
from services.screening.store.clinics import day_at
from services.screening.store.declarations import latest_declaration
from services.screening.store.patients import find_patient_if_any
from services.screening.store.rule_sets import rules_asked, words_of


async def day_of_questionnaire(work: Work, patient_id: UUID, wanted: Wanted) -> DayOfQuestionnaireView:
    """What one patient is asked today. It shows no answer. Raises Forbidden, NotFound, NothingToAsk."""
    patient = await find_patient_if_any(work, patient_id)
    work.access.authorize(whose=patient_id, where=await clinics_of(work, patient) if patient else None)
    if patient is None:
        raise NotFound("There is no such patient.")
    today = await day_at(work, patient.home_clinic_id)
    rules = await rules_asked(work, today)
    words = await words_of(work, rules, today)
    language = chosen(words.languages, wanted, patient.language)
    declaration = await latest_declaration(work, patient_id)
    changed: tuple[str, ...] = ()
    if declaration is not None:
        declared = still_fitting(rules.document, ScreeningStage.CONSULT, answers_of(declaration.answers))
        changed = may_have_changed(
            rules.document, declared, await cases_of(work, rules.document, patient, today, declared)
        )
    return DayOfQuestionnaireView(
        patient_id=patient_id,
        declared_at=declaration.submitted_at if declaration else None,
        today=view_of(rules, words, ScreeningStage.DAY_OF, language),
        changes=view_of(rules, words, ScreeningStage.CONSULT, language, only=changed),
    )
