"""Shifts at a clinic."""

from uuid import UUID

from sqlalchemy import select

from chassis.http import Page, Paging, equal_to, page
from chassis.local_time import local_day
from chassis.work import Work
from services.booking.calendar.forms.shifts import ShiftView
from services.booking.people.store.clinics import zone_of
from services.booking.people.store.practitioners import PRACTITIONER_NAME
from services.booking.people.tables import practitioners, shifts


async def list_shifts(
    work: Work, clinic_id: UUID, paging: Paging, *, practitioner_id: UUID | None, withdrawn: bool
) -> Page[ShiftView]:
    """Those that have not passed, the first to begin first. Raises Forbidden, NotFound."""
    work.access.authorize(where=clinic_id)
    today = local_day(work.now, await zone_of(work, clinic_id))
    of = shifts.c
    statement = (
        select(shifts, PRACTITIONER_NAME)
        .select_from(shifts.join(practitioners, practitioners.c.id == of.practitioner_id))
        .where(
            *equal_to({of.clinic_id: clinic_id, of.practitioner_id: practitioner_id}),
            of.last_day.is_(None) | (of.last_day >= today),
        )
    )
    if not withdrawn:
        statement = statement.where(of.withdrawn_at.is_(None))
    return await page(work, statement, [of.first_day, of.id], paging, lambda row: ShiftView.of(row))
