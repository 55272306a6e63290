"""What a clinic that is closed for good leaves behind."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from chassis.data.rows import Row
from chassis.work import Work
from services.booking.calendar.domain.unavailabilities import Cause
from services.booking.calendar.store.touched import SHOWN
from services.booking.calendar.tables import devices, holds, rooms
from services.booking.care.domain.waitlist import EntryState
from services.booking.care.tables import courses, follow_ups, waitlist_entries
from services.booking.people.tables import clinics, patients, practitioners, shifts, unavailabilities

Condition = ColumnElement[bool]


@dataclass(frozen=True)
class Left:
    """Rows of one kind: how many, and the ids of the first."""

    in_all: int
    ids: list[UUID]


async def clinic_row(work: Work, clinic_id: UUID) -> Row | None:
    """The clinic's row, when there is such a clinic."""
    return (await work.execute(select(clinics).where(clinics.c.id == clinic_id))).one_or_none()


async def set_end(work: Work, clinic_id: UUID, closed_from: date | None, reason: str | None) -> None:
    """The locked clinic is closed for good from this local day on; None: it stays."""
    values = {"closed_from": closed_from, "closed_because": reason, "version": clinics.c.version + 1}
    await work.execute(update(clinics).where(clinics.c.id == clinic_id).values(**values))


async def left_at(work: Work, clinic_id: UUID, closed_from: date, since: datetime) -> dict[str, Left]:
    """What belongs to a clinic on a local day, which begins at ``since`` (UTC), or later; by the name of its list."""
    entry, course = waitlist_entries.c, courses.c
    waits = and_(
        entry.state == EntryState.WAITING.value,
        entry.clinic_ids.contains([clinic_id]),
        entry.last_day >= closed_from,
    )
    goes_on = and_(course.clinic_id == clinic_id, course.stopped_at.is_(None), course.performed < course.sessions)
    works = and_(
        shifts.c.clinic_id == clinic_id,
        shifts.c.withdrawn_at.is_(None),
        or_(shifts.c.last_day.is_(None), shifts.c.last_day >= closed_from),
    )
    held = and_(holds.c.clinic_id == clinic_id, holds.c.ends_at > since, holds.c.expires_at > work.now)
    waits_to_be_placed = and_(follow_ups.c.clinic_id == clinic_id, follow_ups.c.to_place.is_not(None))
    return {
        "holds": await _left(work, holds.c.id, held),
        "waitlist_entries": await _left(work, entry.id, waits),
        "follow_ups": await _left(work, follow_ups.c.after_session_id, waits_to_be_placed),
        "courses": await _left(work, course.id, goes_on),
        "shifts": await _left(work, shifts.c.id, works),
        **{
            table.name: await _left(work, table.c.id, and_(table.c.clinic_id == clinic_id, _stays(table.c.id, since)))
            for table in (practitioners, rooms, devices)
        },
    }


def _stays(resource: ColumnElement[Any], since: datetime) -> Condition:
    """A practitioner, room or device that has not ended for good before then (UTC)."""
    of = unavailabilities.c
    ended = (
        (of.resource_id == resource)
        & (of.cause == Cause.ENDED.value)
        & of.withdrawn_at.is_(None)
        & (of.starts_at <= since)
    )
    return ~select(of.id).where(ended).exists()


async def _left(work: Work, id: ColumnElement[Any], condition: Condition) -> Left:
    found = (await work.execute(select(id, func.count().over()).where(condition).order_by(id).limit(SHOWN))).all()
    return Left(found[0][1] if found else 0, [row[0] for row in found])


async def count_home_patients(work: Work, clinic_id: UUID) -> int:
    """How many patients have it as home clinic."""
    return int(await work.scalar(select(func.count()).where(_is_home(clinic_id))))


def _is_home(clinic_id: UUID) -> Condition:
    of = patients.c
    return and_(of.home_clinic_id == clinic_id, of.merged_into.is_(None), of.erased_at.is_(None))


async def home_patients_after(work: Work, clinic_id: UUID, after: UUID | None, most: int) -> list[UUID]:
    """Some of them, in the order of their ids, in which they are locked."""
    statement = select(patients.c.id).where(_is_home(clinic_id))
    if after is not None:
        statement = statement.where(patients.c.id > after)
    return list((await work.execute(statement.order_by(patients.c.id).limit(most))).scalars())
