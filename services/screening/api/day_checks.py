"""The check on the day of a session."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from chassis.reference.canonical import NotJson
from chassis.reference.reading import NothingInForce
from chassis.reference.store import ReferenceAltered
from chassis.refusals import NotFound
from services.screening import queries
from services.screening.access import DAY_CHECKS_WRITE, DAY_FORM_READ
from services.screening.api.languages import LanguageQuery
from services.screening.commands.day_checks import check_day
from services.screening.domain.refusals import (
    AnswersMissing,
    AnswersNotUnderstood,
    ClinicNotKnown,
    DayFormNeeded,
    DayFormOutdated,
    GuardianNeeded,
    NoClearance,
    NothingToAsk,
    RecordMerged,
    StaffNeeded,
    SuspendedByReaction,
)
from services.screening.forms.day_checks import DayOfCheckForm
from services.screening.forms.decisions import Seen
from services.screening.forms.questionnaires import DayOfQuestionnaireView
from services.screening.queries.day_forms import day_of_questionnaire

router = api_router("day-of checks")


@router.get("/patients/{patient_id}/day-of-questionnaire", dependencies=[allow(DAY_FORM_READ)])
@refuses(NotFound, NotJson, NothingToAsk, ReferenceAltered)
async def read_day_of_questionnaire(
    patient_id: UUID, work: Transaction, language: LanguageQuery
) -> DayOfQuestionnaireView:
    """The short form of the day: how the skin is, and what may have changed since the declaration."""
    return await day_of_questionnaire(work, patient_id, language)


@router.post("/day-of-checks", status_code=201, dependencies=[allow(DAY_CHECKS_WRITE)])
@refuses(
    AnswersMissing,
    AnswersNotUnderstood,
    ClinicNotKnown,
    DayFormNeeded,
    DayFormOutdated,
    GuardianNeeded,
    NoClearance,
    NotFound,
    NotJson,
    NothingInForce,
    RecordMerged,
    ReferenceAltered,
    StaffNeeded,
    SuspendedByReaction,
)
async def check_on_the_day(form: DayOfCheckForm, work: Transaction, language: LanguageQuery) -> Seen:
    """Screen again on the day of a session; clears that local day at that clinic, or says why not.

    `changes` that end the clearance, or give it conditions that were not asked about, count at once: then the answer is
    the new decision about the consult (`stage` is `consult`), and there is no check of the day.
    """
    return await queries.seen(work, await check_day(work, form), language)
