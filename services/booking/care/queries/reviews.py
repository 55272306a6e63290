"""Reviews of results as they were recorded."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from chassis.http import Page, Paging, Period, equal_to, page
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.care.forms.corrections import EarlierRecordView
from services.booking.care.forms.reviews import ResultsView, WholeResultsView
from services.booking.care.tables import earlier_results_reviews, results_reviews
from services.booking.people.access import authorize_row, seen_in_record
from services.booking.people.queries.patients import patient_row
from services.booking.people.store.practitioners import PRACTITIONER_NAME
from services.booking.people.tables import practitioners


def _reviews() -> Select[Any]:
    named = practitioners.c.id == results_reviews.c.practitioner_id
    return select(results_reviews, PRACTITIONER_NAME).join(practitioners, named)


async def review(work: Work, review_id: UUID) -> WholeResultsView:
    """A review of results with every version before. Raises NotFound, Forbidden."""
    row = (await work.execute(_reviews().where(results_reviews.c.id == review_id))).one_or_none()
    if row is None:
        raise NotFound("There is no such review of results.")
    await authorize_row(work, row.patient_id, row.clinic_id)
    of = earlier_results_reviews.c
    statement = select(earlier_results_reviews).where(of.review_id == review_id).order_by(of.version.desc())
    earlier = [EarlierRecordView.model_validate(each) for each in await work.execute(statement)]
    return WholeResultsView(**ResultsView.model_validate(row).model_dump(), earlier=earlier)


async def list_reviews(
    work: Work, patient_id: UUID, paging: Paging, period: Period, *, course_id: UUID | None
) -> Page[ResultsView]:
    """A patient's, the newest first, of the clinics that the caller may see. Raises NotFound, Forbidden."""
    await patient_row(work, patient_id)
    of = results_reviews.c
    seen = await seen_in_record(work, patient_id, results_reviews)
    wanted = equal_to({of.patient_id: patient_id, of.course_id: course_id})
    statement = _reviews().where(*wanted, seen, *period.of(of.reviewed_at))
    newest_first = [of.reviewed_at.desc(), of.id.desc()]
    return await page(work, statement, newest_first, paging, ResultsView.model_validate)
