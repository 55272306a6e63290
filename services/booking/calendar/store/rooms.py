"""How many appointments rooms take at once. It changes only while the room's row is locked."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.work import Work
from services.booking.calendar.domain.rooms import Capacity, capacity_during
from services.booking.calendar.store.touched import SHOWN, Touched
from services.booking.calendar.tables import room_capacities, rooms
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import Span

_OF_ROOM = Prepared(
    select(room_capacities).where(room_capacities.c.room_id == bindparam("room")).order_by(room_capacities.c.begins_on)
)
_TOO_MANY = Prepared(
    text(
        "SELECT appointments.id, appointments.kind, appointments.clinic_id, appointments.starts_at,"
        " count(*) OVER () AS in_all FROM occupations JOIN appointments ON appointments.id = appointment_id"
        " WHERE uuidrange(resource_id, resource_id, '[]') && uuidrange(:room, :room, '[]')"
        " AND during && tstzrange(:since, :until) AND lane >= :at_once AND status = 'booked'"
        " AND overlaps_because IS NULL AND EXISTS (SELECT FROM occupations AS one"
        "  WHERE uuidrange(one.resource_id, one.resource_id, '[]') && uuidrange(:room, :room, '[]')"
        "  AND one.during && occupations.during AND :at_once < (SELECT count(*) FROM occupations AS there"
        "   WHERE uuidrange(there.resource_id, there.resource_id, '[]') && uuidrange(:room, :room, '[]')"
        "   AND there.during @> greatest(lower(one.during), lower(occupations.during))))"
        " ORDER BY appointments.starts_at, appointments.id LIMIT :shown"
    )
)


async def capacities_of(work: Work, room_id: UUID) -> list[Row]:
    """As they are stored, in the order of the days on which they begin."""
    return list(await work.execute(_OF_ROOM, {"room": room_id}))


async def stated_for(work: Work, room_id: UUID) -> list[Capacity]:
    """What a room takes from which day on, as far as it was stated."""
    return [Capacity(row.begins_on, row.at_once) for row in await capacities_of(work, room_id)]


async def room_takes(work: Work, room_id: UUID, chairs: int, span: Span, place: Place) -> int:
    """How many appointments a locked room takes at once during ``span``; ``chairs`` is the most that it ever takes."""
    if chairs == 1:
        return 1
    return capacity_during(await stated_for(work, room_id), span, place)


async def too_many(work: Work, room_id: UUID, at_once: int, period: tuple[Any, Any]) -> Touched:
    """What is booked ahead in a room beyond a capacity, from a moment until another (UTC; None: for good).

    What somebody gave a reason for is not among them. Of those that overlap it names the ones in the last lanes, which
    were mostly booked last.
    """
    since, until = max(period[0], work.now), period[1]
    values = {"room": room_id, "at_once": at_once, "since": since, "until": until, "shown": SHOWN}
    rows = (await work.execute(_TOO_MANY, values)).all()
    return Touched(list(rows), rows[0].in_all if rows else 0)


async def set_capacity(work: Work, columns: Mapping[str, Any]) -> None:
    """Store what a locked room takes from a day on, instead of what was stored for that day."""
    statement = insert(room_capacities).values(columns)
    keys = [room_capacities.c.room_id, room_capacities.c.begins_on]
    await work.execute(statement.on_conflict_do_update(index_elements=keys, set_=dict(columns)))
    await _set_chairs(work, columns["room_id"])


async def drop_capacity(work: Work, room_id: UUID, begins_on: date) -> None:
    """What a locked room took before goes on."""
    of = room_capacities.c
    await work.execute(delete(room_capacities).where(of.room_id == room_id, of.begins_on == begins_on))
    await _set_chairs(work, room_id)


async def _set_chairs(work: Work, room_id: UUID) -> None:
    most = select(func.coalesce(func.max(room_capacities.c.at_once), 1)).where(room_capacities.c.room_id == room_id)
    await work.execute(update(rooms).where(rooms.c.id == room_id).values(chairs=most.scalar_subquery()))
