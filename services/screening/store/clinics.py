"""Clinics: their zones, and so their local days."""

from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import null, select
from sqlalchemy.dialects.postgresql import insert

from chassis.work import Work
from chassis.working_week import OFFICE_HOURS, Open, WorkingWeek
from services.screening.tables import clinics


async def keep_clinic(work: Work, clinic_id: UUID, time_zone: str, hours: Iterable[Open] | None) -> None:
    """Store the clinic's zone and its usual week. Raises ZoneInfoNotFoundError when there is no such zone."""
    known = {"time_zone": ZoneInfo(time_zone).key, "hours": null() if hours is None else _stored(hours)}
    stored = insert(clinics).values(id=clinic_id, **known)
    await work.execute(stored.on_conflict_do_update(index_elements=[clinics.c.id], set_=known))


async def working_week_of(work: Work, clinic_id: UUID) -> WorkingWeek | None:
    """When a clinic works; office hours while its own are not known. None while its zone is not known."""
    zone = await zone_of(work, clinic_id)
    hours = await work.scalar(select(clinics.c.hours).where(clinics.c.id == clinic_id)) if zone else None
    return WorkingWeek(zone, tuple(map(_open, hours)) if hours else OFFICE_HOURS) if zone else None


def _stored(hours: Iterable[Open]) -> list[list[Any]]:
    return [[each.weekday, each.opens.isoformat(), each.closes.isoformat()] for each in hours]


def _open(stored: Sequence[Any]) -> Open:
    weekday, opens, closes = stored
    return Open(weekday, time.fromisoformat(opens), time.fromisoformat(closes))


async def zone_of(work: Work, clinic_id: UUID) -> ZoneInfo | None:
    """The clinic's zone, or None while it has not arrived; until the commit it cannot arrive unseen."""
    shared = select(clinics.c.time_zone).where(clinics.c.id == clinic_id).with_for_update(read=True)
    found = (await work.execute(shared)).first()
    if found is None:
        await work.execute(insert(clinics).values(id=clinic_id).on_conflict_do_nothing())
        found = (await work.execute(shared)).one()
    return ZoneInfo(found.time_zone) if found.time_zone else None


async def local_day(work: Work, clinic_id: UUID) -> date | None:
    """The calendar day that it is at the clinic, or None while its zone is not known."""
    zone = await zone_of(work, clinic_id)
    return work.now.astimezone(zone).date() if zone else None


async def day_at(work: Work, clinic_id: UUID) -> date:
    """The same; the day in UTC while the zone is not known."""
    return await local_day(work, clinic_id) or work.now.date()
