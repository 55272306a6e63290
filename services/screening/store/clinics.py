"""Clinics: their zones, and so their local days."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from chassis.work import Work
from services.screening.tables import clinics


async def keep_clinic(work: Work, clinic_id: UUID, time_zone: str) -> None:
    """Store the clinic's zone. Raises ZoneInfoNotFoundError when there is no such zone."""
    zone = ZoneInfo(time_zone).key
    stored = insert(clinics).values(id=clinic_id, time_zone=zone)
    await work.execute(stored.on_conflict_do_update(index_elements=[clinics.c.id], set_={"time_zone": zone}))


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
