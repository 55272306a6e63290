"""Clinics, loaded as the rules see them."""

from collections.abc import Sequence
from datetime import date, time
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select, text

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.people.domain.clinics import ClinicSettings, Place
from services.booking.people.domain.holidays import NONE, Holidays
from services.booking.people.domain.opening_hours import OpenHours, OpeningHours, Week
from services.booking.people.settings import phase_settings, unconfirmed_holidays_close
from services.booking.people.store.holiday_regions import region_of
from services.booking.people.tables import clinics

_PLACE = Prepared(
    text(
        "SELECT name, time_zone, numbing_minutes, arrive_minutes, recover_minutes, clean_minutes, holiday_region,"
        " begin, weekdays, opens, closes,"
        " (SELECT json_agg(json_build_array(day, opens, closes)) FROM clinic_closures"
        " WHERE clinic_id = clinics.id) AS special,"
        " (SELECT array_agg(day) FROM opened_holidays WHERE clinic_id = clinics.id) AS opened"
        " FROM clinics LEFT JOIN clinic_settings ON clinic_settings.clinic_id = clinics.id"
        " CROSS JOIN LATERAL (SELECT array_agg(begins_on) AS begin, array_agg(weekday) AS weekdays,"
        " array_agg(opens) AS opens, array_agg(closes) AS closes"
        " FROM opening_hours WHERE clinic_id = clinics.id) AS week"
        " WHERE clinics.id = :of"
    )
)
_ZONE = Prepared(select(clinics.c.time_zone).where(clinics.c.id == bindparam("of")))


async def place_of(work: Work, clinic_id: UUID) -> Place:
    """The clinic's name, zone, hours, closures and settings. Raises NotFound."""
    row = (await work.execute(_PLACE, {"of": clinic_id})).one_or_none()
    if row is None:
        raise NotFound("There is no such clinic.")
    return Place(clinic_id, row.name, ZoneInfo(row.time_zone), _hours_of(row), _settings_of(row))


def _settings_of(row: Row) -> ClinicSettings:
    """The clinic's own, and the chain's where it has none."""
    chain = phase_settings()
    names = ("arrive_minutes", "recover_minutes", "clean_minutes")
    own = {name: getattr(row, name) for name in names}
    phases = {name: getattr(chain, name) if own[name] is None else own[name] for name in names}
    return ClinicSettings(numbing_minutes=row.numbing_minutes, travel_minutes=chain.travel_minutes, **phases)


def _hours_of(row: Row) -> OpeningHours:
    stretches = zip(row.begin or (), row.weekdays or (), row.opens or (), row.closes or (), strict=True)
    weeks: dict[date, list[OpenHours]] = {}
    for begins_on, *stretch in stretches:
        weeks.setdefault(begins_on, []).append(OpenHours(*stretch))
    first, *later = [Week(*week) for week in sorted(weeks.items())] or [Week(date.min, [])]
    special = {date.fromisoformat(day): special_hours(day, *hours) for day, *hours in row.special or ()}
    counted = unconfirmed_holidays_close()
    region = region_of(row.time_zone, row.holiday_region) if counted else NONE
    holidays = Holidays(region, frozenset(row.opened or ()))
    return OpeningHours(first.hours, frozenset(), later, special, holidays)


def special_hours(day: str, opens: Sequence[str], closes: Sequence[str]) -> list[OpenHours]:
    """The stretches of a day that differs from the weekly hours; none: closed."""
    weekday = date.fromisoformat(day).weekday()
    times = zip(map(time.fromisoformat, opens), map(time.fromisoformat, closes), strict=True)
    return [OpenHours(weekday, *stretch) for stretch in times]


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
