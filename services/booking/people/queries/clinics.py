"""Clinics, with their opening hours."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from chassis.access.rows import within
from chassis.data.rows import Row
from chassis.http import Page, Paging, page
from chassis.local_time import local_day
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.people.forms.clinics import ClinicView, HoursForm
from services.booking.people.store.opening_hours import Weeks, begun, weeks_of
from services.booking.people.tables import clinics


async def clinic(work: Work, clinic_id: UUID) -> ClinicView:
    """Raises NotFound, Forbidden."""
    work.access.authorize(where=clinic_id)
    row = (await work.execute(select(clinics).where(clinics.c.id == clinic_id))).one_or_none()
    if row is None:
        raise NotFound("There is no such clinic.")
    return _clinic_view(row, (await weeks_of(work, [clinic_id]))[clinic_id], work.now)


async def list_clinics(work: Work, paging: Paging) -> Page[ClinicView]:
    """The clinics that the actor may see, by name."""
    statement = select(clinics).where(within(work.access.reach(), clinics=[clinics.c.id]))
    rows: Page[Any] = await page(work, statement, [clinics.c.name, clinics.c.id], paging, lambda row: row)
    weeks = await weeks_of(work, [row.id for row in rows.items])
    return rows.showing([_clinic_view(row, weeks[row.id], work.now) for row in rows.items])


def _clinic_view(row: Row, weeks: Weeks, now: datetime) -> ClinicView:
    """With the weekly hours in force today."""
    in_force = weeks.get(begun(weeks, local_day(now, ZoneInfo(row.time_zone))), [])
    hours = [HoursForm.model_validate(one, from_attributes=True) for one in in_force]
    return ClinicView(**row._mapping, hours=hours)
