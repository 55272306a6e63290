"""Shifts, as the rules see them and as they are stored. They change only while the practitioner's row is locked."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, bindparam, insert, select, update

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.people.domain.opening_hours import OpenHours
from services.booking.people.domain.refusals import EnteredAlready
from services.booking.people.domain.shifts import Roster, Shift
from services.booking.people.store.locks import NO_KEY
from services.booking.people.tables import clinics, practitioners, shifts

_HOLD = Prepared(select(practitioners.c.id).where(practitioners.c.id == bindparam("of")).with_for_update(**NO_KEY))
_INSERT = Prepared(insert(shifts))
_CHANGE = Prepared(update(shifts).where(shifts.c.id == bindparam("of")))
_SHIFT = Prepared(
    select(
        shifts,
        (practitioners.c.given_name + " " + practitioners.c.family_name).label("practitioner_name"),
        clinics.c.time_zone,
    )
    .select_from(
        shifts.join(practitioners, practitioners.c.id == shifts.c.practitioner_id).join(
            clinics, clinics.c.id == shifts.c.clinic_id
        )
    )
    .where(shifts.c.id == bindparam("of"), shifts.c.clinic_id == bindparam("clinic"))
)


def shifts_of(stored: Sequence[Sequence[Any]] | None) -> tuple[Shift, ...]:
    """From what a statement builds as JSON: clinic, zone, first and last day, weekdays, starts and ends."""
    return tuple(
        Shift(
            UUID(clinic_id),
            ZoneInfo(zone),
            date.fromisoformat(first),
            date.fromisoformat(last) if last else None,
            _hours(weekdays, map(time.fromisoformat, starts), map(time.fromisoformat, ends)),
        )
        for clinic_id, zone, first, last, weekdays, starts, ends in stored or ()
    )


def shift_of(row: Row) -> Shift:
    """From what `shift_row` answers; equal to what `shifts_of` makes of the same shift."""
    hours = _hours(row.weekdays, row.starts, row.ends)
    return Shift(row.clinic_id, ZoneInfo(row.time_zone), row.first_day, row.last_day, hours)


def _hours(weekdays: Iterable[int], starts: Iterable[time], ends: Iterable[time]) -> list[OpenHours]:
    return [OpenHours(*each) for each in zip(weekdays, starts, ends, strict=True)]


@lru_cache(maxsize=4096)
def roster_of(home_id: UUID, stored: str) -> Roster:
    """From the same as text. As long as no shift changes it is one and the same `Roster`."""
    return Roster(home_id, shifts_of(json.loads(stored)))


def works_at(clinic_id: UUID) -> ColumnElement[bool]:
    """The condition for a practitioner to be one of a clinic, or one of another clinic who has shifts at it."""
    visiting = select(shifts.c.practitioner_id).where(shifts.c.clinic_id == clinic_id, shifts.c.withdrawn_at.is_(None))
    return (practitioners.c.clinic_id == clinic_id) | practitioners.c.id.in_(visiting)


async def hold_practitioner(work: Work, practitioner_id: UUID) -> None:
    """Lock a practitioner's row until the commit, whatever clinic they belong to. Raises NotFound."""
    if await work.scalar(_HOLD, {"of": practitioner_id}) is None:
        raise NotFound("There is no such practitioner.")


async def require_no_such_shift(work: Work, columns: Mapping[str, Any]) -> None:
    """Raises EnteredAlready when a locked practitioner has the same shift: clinic, days and hours."""
    of = shifts.c
    names = ("practitioner_id", "clinic_id", "first_day", "weekdays", "starts", "ends")
    same = and_(
        of.withdrawn_at.is_(None),
        of.last_day.is_not_distinct_from(columns["last_day"]),
        *(of[name] == columns[name] for name in names),
    )
    found = await work.scalar(select(of.id).where(same).limit(1))
    if found is not None:
        raise EnteredAlready("The same shift is entered already: end that one, or withdraw it.", shift_id=str(found))


async def keep_shift(work: Work, columns: Mapping[str, Any]) -> None:
    """Store a new one, its practitioner locked."""
    await work.execute(_INSERT, columns)


async def change_shift(work: Work, shift_id: UUID, **values: Any) -> None:
    """Change one whose practitioner is locked."""
    await work.execute(_CHANGE, {"of": shift_id, **values})


async def shift_row(work: Work, clinic_id: UUID, shift_id: UUID) -> Row:
    """A shift at a clinic, with the practitioner's name and the clinic's zone. Raises NotFound."""
    row = (await work.execute(_SHIFT, {"of": shift_id, "clinic": clinic_id})).one_or_none()
    if row is None:
        raise NotFound("There is no such shift at this clinic.")
    return row
