"""Clinics, loaded as the rules see them."""

from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.people.domain.clinics import ClinicSettings, Place
from services.booking.people.domain.opening_hours import OpenHours, OpeningHours
from services.booking.people.tables import clinic_closures, clinic_settings, clinics, opening_hours


async def place_of(work: Work, clinic_id: UUID) -> Place:
    """The clinic's name, zone, hours, closures and settings. Raises NotFound."""
    closed_on = select(func.array_agg(clinic_closures.c.day)).where(clinic_closures.c.clinic_id == clinics.c.id)
    statement = (
        select(
            clinics.c.name,
            clinics.c.time_zone,
            clinic_settings.c.numbing_minutes,
            opening_hours.c.weekday,
            opening_hours.c.opens,
            opening_hours.c.closes,
            closed_on.correlate(clinics).scalar_subquery().label("closed_on"),
        )
        .select_from(
            clinics.outerjoin(opening_hours).outerjoin(clinic_settings, clinic_settings.c.clinic_id == clinics.c.id)
        )
        .where(clinics.c.id == clinic_id)
    )
    rows = (await work.execute(statement)).all()
    if not rows:
        raise NotFound("There is no such clinic.")
    weekly = [OpenHours(row.weekday, row.opens, row.closes) for row in rows if row.opens is not None]
    hours = OpeningHours(weekly, frozenset(rows[0].closed_on or ()))
    settings = ClinicSettings(numbing_minutes=rows[0].numbing_minutes)
    return Place(clinic_id, rows[0].name, ZoneInfo(rows[0].time_zone), hours, settings)


async def zone_of(work: Work, clinic_id: UUID) -> ZoneInfo:
    """The clinic's zone. Raises NotFound."""
    found = await work.execute(select(clinics.c.time_zone).where(clinics.c.id == clinic_id))
    name = found.scalar_one_or_none()
    if name is None:
        raise NotFound("There is no such clinic.")
    return ZoneInfo(name)


async def require_clinic(work: Work, clinic_id: UUID) -> None:
    """Raises Forbidden when the clinic is not the actor's, NotFound when there is none."""
    work.actor.require_clinic(clinic_id)
    if (await work.execute(select(clinics.c.id).where(clinics.c.id == clinic_id))).one_or_none() is None:
        raise NotFound("There is no such clinic.")
