"""Reviews of results are recorded and read."""

from uuid import UUID

from fastapi import Response

from chassis.access.admission import allow
from chassis.http import IfMatch, Page, PageQuery, PeriodQuery, Transaction, api_router, refuses, tag_version
from chassis.refusals import NotFound
from services.booking.access import CARE_WRITE, SESSIONS_READ
from services.booking.calendar.domain.refusals import NotItsDay, WrongStatus
from services.booking.care.api.sessions import Corrections, Late
from services.booking.care.commands import review_corrections as corrections
from services.booking.care.commands import reviews as commands
from services.booking.care.domain.refusals import AlreadyBooked, RecordVoided, TooLateToCorrect, WrongCourseState
from services.booking.care.forms.corrections import VoidForm
from services.booking.care.forms.reviews import (
    AmendedResultsForm,
    ResultsForm,
    ResultsView,
    VoidedResultsView,
    WholeResultsView,
)
from services.booking.care.queries import reviews as queries
from services.booking.people.domain.refusals import NoPractitioner, NotQualified, RecordMerged

router = api_router("results-reviews")


@router.post("/appointments/{appointment_id}/results-review", status_code=201, dependencies=[allow(CARE_WRITE)])
@refuses(NoPractitioner, NotFound, NotItsDay, NotQualified, WrongStatus)
async def review_results(work: Transaction, appointment_id: UUID, form: ResultsForm, policy: Late) -> ResultsView:
    """Record what a review of results found; it closes the appointment.

    With `late` also at an appointment that was marked as missed, or cancelled, by mistake.
    """
    return await commands.review_results(work, appointment_id, form, policy)


@router.get("/results-reviews", dependencies=[allow(SESSIONS_READ)])
@refuses(NotFound, RecordMerged)
async def list_results_reviews(
    work: Transaction, patient_id: UUID, paging: PageQuery, period: PeriodQuery, course_id: UUID | None = None
) -> Page[ResultsView]:
    """A patient's reviews of results, the newest first; `from` and `to` are of when they took place."""
    return await queries.list_reviews(work, patient_id, paging, period, course_id=course_id)


@router.get("/results-reviews/{review_id}", dependencies=[allow(SESSIONS_READ)])
@refuses(NotFound)
async def read_results_review(work: Transaction, review_id: UUID, response: Response) -> WholeResultsView:
    """One review of results with every version before; the ETag goes into If-Match of a correction."""
    review = await queries.review(work, review_id)
    tag_version(response, review.version)
    return review


@router.post("/results-reviews/{review_id}/amend", dependencies=[allow(CARE_WRITE)])
@refuses(NoPractitioner, NotFound, NotQualified, RecordMerged, RecordVoided, TooLateToCorrect)
async def amend_results_review(
    work: Transaction,
    review_id: UUID,
    form: AmendedResultsForm,
    version: IfMatch,
    policy: Corrections,
    response: Response,
) -> WholeResultsView:
    """Put a review of results right that was recorded wrongly: all of it as it should be, with the reason.

    The version before stays. Whoever did it amends it for some days, a medical director always.
    """
    await corrections.amend_review(work, review_id, form, version, policy)
    review = await queries.review(work, review_id)
    tag_version(response, review.version)
    return review


@router.post("/results-reviews/{review_id}/void", dependencies=[allow(CARE_WRITE)])
@refuses(
    AlreadyBooked, NotFound, NotItsDay, RecordMerged, RecordVoided, TooLateToCorrect, WrongCourseState, WrongStatus
)
async def void_results_review(
    work: Transaction, review_id: UUID, form: VoidForm, version: IfMatch, policy: Corrections, response: Response
) -> VoidedResultsView:
    """Void a review of results that was entered in error, and say what becomes of its appointment.

    Whoever did it voids it for some days, a medical director always.
    """
    voided = await corrections.void_review(work, review_id, form, version, policy)
    tag_version(response, voided.version)
    return voided
