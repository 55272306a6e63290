"""Clinics, loaded as the rules see them."""

from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select, text

from chassis.data.statements import Prepared
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.people.domain.clinics import ClinicSettings, Place
from services.booking.people.domain.opening_hours import OpenHours, OpeningHours
from services.booking.people.tables import clinics

_PLACE = Prepared(
    text(
        "SELECT name, time_zone, numbing_minutes, weekdays, opens, closes,"
        " (SELECT array_agg(day) FROM clinic_closures WHERE clinic_id = clinics.id) AS closed_on"
        " FROM clinics LEFT JOIN clinic_settings ON clinic_settings.clinic_id = clinics.id"
        " CROSS JOIN LATERAL (SELECT array_agg(weekday) AS weekdays, array_agg(opens) AS opens,"
        " array_agg(closes) AS closes FROM opening_hours WHERE clinic_id = clinics.id) AS week"
        " WHERE clinics.id = :of"
    )
)
_ZONE = Prepared(select(clinics.c.time_zone).where(clinics.c.id == bindparam("of")))


async def place_of(work: Work, clinic_id: UUID) -> Place:
    """The clinic's name, zone, hours, closures and settings. Raises NotFound."""
    row = (await work.execute(_PLACE, {"of": clinic_id})).one_or_none()
    if row is None:
        raise NotFound("There is no such clinic.")
    spans = zip(row.weekdays or (), row.opens or (), row.closes or (), strict=True)
    hours = OpeningHours([OpenHours(*span) for span in spans], frozenset(row.closed_on or ()))
    settings = ClinicSettings(numbing_minutes=row.numbing_minutes)
    return Place(clinic_id, row.name, ZoneInfo(row.time_zone), hours, settings)


async def zone_of(work: Work, clinic_id: UUID) -> ZoneInfo:
    """The clinic's zone. Raises NotFound."""
    found = await work.execute(_ZONE, {"of": clinic_id})
    name = found.scalar_one_or_none()
    if name is None:
        raise NotFound("There is no such clinic.")
    return ZoneInfo(name)


async def require_clinic(work: Work, clinic_id: UUID) -> None:
    """Raises Forbidden when the caller does not work for the clinic, NotFound when there is none."""
    work.access.authorize(where=clinic_id)
    if (await work.execute(_ZONE, {"of": clinic_id})).one_or_none() is None:
        raise NotFound("There is no such clinic.")
