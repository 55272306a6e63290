"""How long reviews may wait at a clinic."""

from uuid import UUID

from chassis.http import Patch, require_version
from chassis.work import Work
from services.screening.forms.reviews import ReviewTimesForm, ReviewTimesView
from services.screening.store.review_times import find_review_times, keep_review_times


async def change_review_times(
    work: Work, clinic_id: UUID, edit: Patch[ReviewTimesForm], version: int
) -> ReviewTimesView:
    """Set what a clinic does differently, for reviews that begin to wait from now on. Raises Forbidden, Stale."""
    work.access.authorize(where=clinic_id)
    present = await find_review_times(work, clinic_id)
    require_version(version, present.version if present else 0)
    form = edit.onto(
        ReviewTimesForm(
            review_working_hours=present.review_working_hours if present else None,
            day_check_minutes=present.day_check_minutes if present else None,
        )
    )
    await keep_review_times(work, clinic_id, form.review_working_hours, form.day_check_minutes, version + 1)
    work.audit("review times", f"clinic/{clinic_id}", **form.model_dump())
    return ReviewTimesView.of(clinic_id, form, version + 1)
