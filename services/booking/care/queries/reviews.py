"""Reviews of results as they were recorded."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from chassis.http import Page, Paging, Period, equal_to, page
from chassis.work import Work
from services.booking.access import visible
from services.booking.care.forms.reviews import ResultsView
from services.booking.care.tables import results_reviews
from services.booking.people.access import opened_at
from services.booking.people.queries.patients import patient_row
from services.booking.people.store.practitioners import PRACTITIONER_NAME
from services.booking.people.tables import practitioners


async def list_reviews(
    work: Work, patient_id: UUID, paging: Paging, period: Period, *, course_id: UUID | None
) -> Page[ResultsView]:
    """A patient's, the newest first, of the clinics that the caller may see. Raises NotFound, Forbidden."""
    await patient_row(work, patient_id)
    of = results_reviews.c
    seen = visible(work.access.reach(whose=patient_id, opened=await opened_at(work, patient_id)), results_reviews)
    statement: Select[Any] = (
        select(results_reviews, PRACTITIONER_NAME)
        .join(practitioners, practitioners.c.id == of.practitioner_id)
        .where(*equal_to({of.patient_id: patient_id, of.course_id: course_id}), seen, *period.of(of.reviewed_at))
    )
    newest_first = [of.reviewed_at.desc(), of.id.desc()]
    return await page(work, statement, newest_first, paging, ResultsView.model_validate)
