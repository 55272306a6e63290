"""Reviews of results are recorded and read."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, PeriodQuery, Transaction, api_router, refuses
from chassis.refusals import NotFound
from services.booking.access import CARE_WRITE, SESSIONS_READ
from services.booking.calendar.domain.refusals import NotItsDay, WrongStatus
from services.booking.care.commands import reviews as commands
from services.booking.care.forms.reviews import ResultsForm, ResultsView
from services.booking.care.queries import reviews as queries
from services.booking.people.domain.refusals import NoPractitioner, NotQualified, RecordMerged

router = api_router("results-reviews")


@router.post("/appointments/{appointment_id}/results-review", status_code=201, dependencies=[allow(CARE_WRITE)])
@refuses(NoPractitioner, NotFound, NotItsDay, NotQualified, WrongStatus)
async def review_results(work: Transaction, appointment_id: UUID, form: ResultsForm) -> ResultsView:
    """Record what a review of results found; it closes the appointment."""
    return await commands.review_results(work, appointment_id, form)


@router.get("/results-reviews", dependencies=[allow(SESSIONS_READ)])
@refuses(NotFound, RecordMerged)
async def list_results_reviews(
    work: Transaction, patient_id: UUID, paging: PageQuery, period: PeriodQuery, course_id: UUID | None = None
) -> Page[ResultsView]:
    """A patient's reviews of results, the newest first; `from` and `to` are of when they took place."""
    return await queries.list_reviews(work, patient_id, paging, period, course_id=course_id)
