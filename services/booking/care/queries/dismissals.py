"""What is put off, and was."""

from uuid import UUID

from sqlalchemy import not_

from chassis.http import Page, Paging, equal_to, page
from chassis.work import Work
from services.booking.access import visible
from services.booking.care.forms.dismissals import DismissalView
from services.booking.care.store.dismissals import is_running, named_dismissals
from services.booking.care.tables import dismissals as of
from services.booking.people.access import opened_at, seen_of


async def list_dismissals(
    work: Work, paging: Paging, *, patient_id: UUID | None, clinic_id: UUID | None, running: bool | None
) -> Page[DismissalView]:
    """Of the clinics that the caller sees, what comes back first at the top. Raises Forbidden."""
    reach = work.access.reach(whose=patient_id, where=clinic_id, opened=await opened_at(work, patient_id))
    holds = is_running(work.now)
    asked = () if running is None else (holds if running else not_(holds),)
    wanted = equal_to({of.c.patient_id: patient_id or reach.own, of.c.clinic_id: clinic_id})
    seen = await seen_of(work, reach, patient_id, visible(reach, of))
    statement = named_dismissals().where(seen, *wanted, *asked)
    return await page(work, statement, [of.c.ends_at, of.c.id], paging, lambda row: DismissalView.of(row, work.now))
