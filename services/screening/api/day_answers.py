"""What patients say ahead of a session."""

from datetime import date
from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, PeriodQuery, Transaction, api_router, refuses
from chassis.reference.canonical import NotJson
from chassis.reference.reading import NothingInForce
from chassis.reference.store import ReferenceAltered
from chassis.refusals import NotFound
from services.screening.access import DAY_FORM_READ, INTAKES_ANSWER
from services.screening.api.languages import LanguageQuery
from services.screening.commands.day_answers import hand_in
from services.screening.domain.refusals import (
    AnswersMissing,
    AnswersNotUnderstood,
    ClinicNotKnown,
    DayFormOutdated,
    DayFormTooEarly,
    GuardianNeeded,
    NoClearance,
    NothingToAsk,
    RecordMerged,
    StaffNeeded,
)
from services.screening.forms.day_answers import DayAnswersForm, DayAnswersView, HandedInView
from services.screening.queries import day_answers as queries

router = api_router("day-of answers")


@router.get("/day-of-answers", dependencies=[allow(DAY_FORM_READ)])
async def list_day_answers(
    work: Transaction,
    paging: PageQuery,
    period: PeriodQuery,
    patient_id: UUID | None = None,
    clinic_id: UUID | None = None,
    day: date | None = None,
) -> Page[HandedInView]:
    """The forms of the day that were handed in, the newest first: the first of a patient and `day` counts.

    `from` and `to` are of when they were handed in; `day` is the local day that they are about.
    """
    return await queries.list_day_answers(work, paging, period, patient_id=patient_id, clinic_id=clinic_id, day=day)


@router.get("/appointments/{appointment_id}/day-of-answers", dependencies=[allow(DAY_FORM_READ)])
@refuses(NotFound, NotJson, NothingToAsk, ReferenceAltered)
async def read_day_answers(appointment_id: UUID, work: Transaction, language: LanguageQuery) -> DayAnswersView:
    """The form of the day of a session that lies ahead, and what was handed in."""
    return await queries.form_of_session(work, appointment_id, language)


@router.post("/appointments/{appointment_id}/day-of-answers", status_code=201, dependencies=[allow(INTAKES_ANSWER)])
@refuses(
    AnswersMissing,
    AnswersNotUnderstood,
    ClinicNotKnown,
    DayFormOutdated,
    DayFormTooEarly,
    GuardianNeeded,
    NoClearance,
    NotFound,
    NotJson,
    NothingInForce,
    RecordMerged,
    ReferenceAltered,
    StaffNeeded,
)
async def hand_in_day_answers(appointment_id: UUID, form: DayAnswersForm, work: Transaction) -> HandedInView:
    """Hand in the form of the day, or again with other answers: the latest counts.

    It clears nobody. What has changed since the declaration counts at once as far as it is stricter; the check of the
    day is made at the clinic, from these answers.
    """
    return queries.handed_in_view(work, await hand_in(work, appointment_id, form))
