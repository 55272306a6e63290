"""Clinics, loaded as the rules see them."""

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, time
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Uuid, bindparam, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.local_time import local_day
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.people.domain.clinics import ClinicSettings, Place
from services.booking.people.domain.holidays import NONE, Holidays
from services.booking.people.domain.opening_hours import OpenHours, OpeningHours, Week
from services.booking.people.domain.refusals import ClosedForGood
from services.booking.people.settings import phase_settings, unconfirmed_holidays_close
from services.booking.people.store.holiday_regions import region_of
from services.booking.people.tables import clinics

Stored = Sequence[Sequence[Any]] | None
"""Rows as JSON; None for no row."""

_STORED = (
    "SELECT clinics.id, json_build_array(name, time_zone, numbing_minutes, arrive_minutes, recover_minutes,"
    " clean_minutes, holiday_region, hours_version,"
    " (SELECT json_agg(json_build_array(greatest(begins_on, '0001-01-01'), weekday, opens, closes))"
    " FROM opening_hours WHERE clinic_id = clinics.id),"
    " (SELECT json_agg(json_build_array(day, opens, closes)) FROM clinic_closures WHERE clinic_id = clinics.id),"
    " (SELECT json_agg(day) FROM opened_holidays WHERE clinic_id = clinics.id), closed_from)::text AS stored"
    " FROM clinics LEFT JOIN clinic_settings ON clinic_settings.clinic_id = clinics.id"
)
_PLACES = Prepared(text(f"{_STORED} WHERE clinics.id = ANY(:of)").bindparams(bindparam("of", type_=ARRAY(Uuid))))
_ALL_PLACES = Prepared(text(_STORED))
_HOURS_CHANGED = Prepared(
    update(clinics).where(clinics.c.id == bindparam("of")).values(hours_version=clinics.c.hours_version + 1)
)
_ZONE = Prepared(select(clinics.c.time_zone).where(clinics.c.id == bindparam("of")))

_HOME = Prepared(
    select(clinics.c.name, clinics.c.time_zone, clinics.c.closed_from)
    .where(clinics.c.id == bindparam("of"))
    .with_for_update(read=True)
)


async def place_of(work: Work, clinic_id: UUID) -> Place:
    """The clinic's name, zone, hours, closures and settings. Raises NotFound."""
    return (await places_of(work, [clinic_id]))[clinic_id]


async def places_of(work: Work, clinic_ids: Collection[UUID]) -> dict[UUID, Place]:
    """The same of several clinics, by clinic, in the order in which they are asked for. Raises NotFound."""
    found = {row.id: row.stored for row in await work.execute(_PLACES, {"of": list(clinic_ids)})}
    if not found.keys() >= set(clinic_ids):
        raise NotFound("There is no such clinic.")
    return {clinic_id: _place(clinic_id, found[clinic_id]) for clinic_id in clinic_ids}


async def all_places(work: Work) -> dict[UUID, Place]:
    """All clinics of the chain, in the order in which they were opened."""
    found = {row.id: row.stored for row in await work.execute(_ALL_PLACES)}
    return {clinic_id: _place(clinic_id, found[clinic_id]) for clinic_id in sorted(found)}


def _place(clinic_id: UUID, stored: str) -> Place:
    chain = phase_settings()
    defaults = (chain.arrive_minutes, chain.recover_minutes, chain.clean_minutes, chain.travel_minutes)
    return _read_place(clinic_id, stored, defaults, unconfirmed_holidays_close())


@lru_cache(maxsize=1024)
def _read_place(clinic_id: UUID, stored: str, chain: tuple[int, int, int, int], holidays_close: bool) -> Place:
    """From what a statement builds as JSON. As long as nothing changes it is one and the same `Place`."""
    name, zone, numbing, arrive, recover, clean, region, version, *hours = json.loads(stored)
    own = (arrive, recover, clean, None)  # the journey is the chain's
    phases = (standard if mine is None else mine for mine, standard in zip(own, chain, strict=True))
    settings = ClinicSettings(numbing, *phases)
    closing = _closing_region(zone, region, holidays_close)
    return Place(clinic_id, name, ZoneInfo(zone), _hours_of(closing, *hours), settings, version)


def with_holidays(place: Place, chosen: str | None) -> Place:
    """A clinic as it would be with another choice of its public holidays; None: those of its zone's country."""
    region = _closing_region(place.zone.key, chosen, unconfirmed_holidays_close())
    holidays = replace(place.hours.holidays, region=region)
    return replace(place, hours=replace(place.hours, holidays=holidays))


def _closing_region(zone: str, chosen: str | None, holidays_close: bool) -> str:
    """The region on whose public holidays a clinic is closed, unless it says of one that it is open."""
    return region_of(zone, chosen) if holidays_close else NONE


def _hours_of(
    region: str, weekly: Stored, closures: Stored, opened: Sequence[str] | None, closed_from: str | None
) -> OpeningHours:
    weeks: dict[date, list[OpenHours]] = {}
    for begins_on, weekday, opens, closes in weekly or ():
        stretch = OpenHours(weekday, time.fromisoformat(opens), time.fromisoformat(closes))
        weeks.setdefault(date.fromisoformat(begins_on), []).append(stretch)
    first, *later = [Week(*week) for week in sorted(weeks.items())] or [Week(date.min, [])]
    special = {date.fromisoformat(day): special_hours(day, *stretches) for day, *stretches in closures or ()}
    holidays = Holidays(region, frozenset(map(date.fromisoformat, opened or ())))
    over = date.fromisoformat(closed_from) if closed_from else None
    return OpeningHours(first.hours, frozenset(), later, special, holidays, over)


def special_hours(day: str, opens: Sequence[str], closes: Sequence[str]) -> list[OpenHours]:
    """The stretches of a day that differs from the weekly hours; none: closed."""
    weekday = date.fromisoformat(day).weekday()
    times = zip(map(time.fromisoformat, opens), map(time.fromisoformat, closes), strict=True)
    return [OpenHours(weekday, *stretch) for stretch in times]


async def hours_changed(work: Work, clinic_id: UUID) -> None:
    """Whoever has read the hours and books by them is told that they are others now."""
    await work.execute(_HOURS_CHANGED, {"of": clinic_id})


async def lock_clinic(work: Work, clinic_id: UUID) -> Row:
    """The clinic's row, held until the commit. Raises NotFound."""
    held = select(clinics).where(clinics.c.id == clinic_id).with_for_update(key_share=True)
    row: Row | None = (await work.execute(held)).one_or_none()
    if row is None:
        raise NotFound("There is no such clinic.")
    return row


async def zone_of(work: Work, clinic_id: UUID) -> ZoneInfo:
    """The clinic's zone. Raises NotFound."""
    found = await work.execute(_ZONE, {"of": clinic_id})
    name = found.scalar_one_or_none()
    if name is None:
        raise NotFound("There is no such clinic.")
    return ZoneInfo(name)


async def home_of(work: Work, clinic_id: UUID) -> Row:
    """A clinic's ``name``, ``time_zone`` and the day ``closed_from``, if it is closed for good.

    Until the commit nobody closes the clinic, so that whoever gets it as home is either listed here or found by the
    clinic's end. Raises NotFound.
    """
    row: Row | None = (await work.execute(_HOME, {"of": clinic_id})).one_or_none()
    if row is None:
        raise NotFound("There is no such clinic.")
    return row


async def require_home(work: Work, clinic_id: UUID) -> Row:
    """The same of a clinic that may be a patient's home. Raises NotFound, ClosedForGood."""
    row = await home_of(work, clinic_id)
    if row.closed_from is not None and row.closed_from <= local_day(work.now, ZoneInfo(row.time_zone)):
        raise ClosedForGood(
            "{clinic} is closed for good since {day}: choose another home clinic.", clinic=row.name, day=row.closed_from
        )
    return row


async def require_clinic(work: Work, clinic_id: UUID) -> None:
    """Raises Forbidden when the caller does not work for the clinic, NotFound when there is none."""
    work.access.authorize(where=clinic_id)
    if (await work.execute(_ZONE, {"of": clinic_id})).one_or_none() is None:
        raise NotFound("There is no such clinic.")
