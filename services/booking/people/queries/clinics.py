"""Clinics, with their opening hours."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from chassis.access.rows import within
from chassis.data.rows import Row
from chassis.http import Page, Paging, page
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.people.forms.clinics import ClinicView, HoursForm
from services.booking.people.tables import clinics, opening_hours


async def clinic(work: Work, clinic_id: UUID) -> ClinicView:
    """Raises NotFound, Forbidden."""
    work.access.authorize(where=clinic_id)
    row = (await work.execute(select(clinics).where(clinics.c.id == clinic_id))).one_or_none()
    if row is None:
        raise NotFound("There is no such clinic.")
    return _clinic_view(row, await _hours(work, [clinic_id]))


async def list_clinics(work: Work, paging: Paging) -> Page[ClinicView]:
    """The clinics that the actor may see, by name."""
    statement = select(clinics).where(within(work.access.reach(), clinics=[clinics.c.id]))
    rows: Page[Any] = await page(work, statement, [clinics.c.name, clinics.c.id], paging, lambda row: row)
    hours = await _hours(work, [row.id for row in rows.items])
    return rows.showing([_clinic_view(row, hours) for row in rows.items])


async def _hours(work: Work, clinic_ids: list[UUID]) -> dict[UUID, list[HoursForm]]:
    statement = (
        select(opening_hours)
        .where(opening_hours.c.clinic_id.in_(clinic_ids))
        .order_by(opening_hours.c.weekday, opening_hours.c.opens)
    )
    hours: dict[UUID, list[HoursForm]] = {clinic_id: [] for clinic_id in clinic_ids}
    for row in await work.execute(statement):
        hours[row.clinic_id].append(HoursForm(weekday=row.weekday, opens=row.opens, closes=row.closes))
    return hours


def _clinic_view(row: Row, hours: dict[UUID, list[HoursForm]]) -> ClinicView:
    return ClinicView(**row._mapping, hours=hours[row.id])
