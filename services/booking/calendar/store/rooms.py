"""How many appointments rooms take at once. It changes only while the room's row is locked."""

from collections.abc import Mapping, Sequence
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
_BENEATH = (
    "(SELECT max((SELECT count(*) FROM occupations AS there JOIN appointments AS other"
    " ON other.id = there.appointment_id"
    " WHERE uuidrange(there.resource_id, there.resource_id, '[]')"
    " && uuidrange(mine.resource_id, mine.resource_id, '[]')"
    " AND there.lane < mine.lane AND there.during @> greatest(lower(one.during), lower(mine.during))))"
    " FROM occupations AS one"
    " WHERE uuidrange(one.resource_id, one.resource_id, '[]') && uuidrange(mine.resource_id, mine.resource_id, '[]')"
    " AND one.during && mine.during)"
)
"""The most appointments that are in lower lanes of a room at one moment of what is occupied as ``mine``.

Most are in the room when one of them begins. Who came first has mostly the lower lane.
"""
_TOO_MANY = Prepared(
    text(
        "SELECT appointments.id, appointments.kind, appointments.clinic_id, appointments.starts_at,"  # noqa: S608
        " count(*) OVER () AS in_all FROM occupations AS mine JOIN appointments ON appointments.id = appointment_id"
        " WHERE uuidrange(resource_id, resource_id, '[]') && uuidrange(:room, :room, '[]')"
        " AND during && tstzrange(:since, :until) AND lane > 0 AND status = 'booked'"
        f" AND overlaps_because IS NULL AND {_BENEATH} >= :at_once"
        " ORDER BY appointments.starts_at, appointments.id LIMIT :shown"
    )
)
_IN_HIGHER_LANES = Prepared(
    text(
        "SELECT appointment_id, resource_id AS room_id, lower(during) AS since, upper(during) AS until,"  # noqa: S608
        f" {_BENEATH} AS beneath FROM occupations AS mine JOIN appointments ON appointments.id = appointment_id"
        " WHERE appointment_id = ANY(CAST(:ids AS uuid[])) AND resource_kind = 'room' AND lane > 0"
        " AND overlaps_because IS NULL"
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

    What somebody gave a reason for is not among them. Of those that overlap it names the ones in the last lanes.
    """
    since, until = max(period[0], work.now), period[1]
    values = {"room": room_id, "at_once": at_once, "since": since, "until": until, "shown": SHOWN}
    rows = (await work.execute(_TOO_MANY, values)).all()
    return Touched(list(rows), rows[0].in_all if rows else 0)


async def without_room(work: Work, appointments: Sequence[Row], places: Mapping[UUID, Place]) -> set[UUID]:
    """Those of some appointments in higher lanes that their rooms do not take beside the others. ``places`` by clinic.

    What somebody gave a reason for has its room.
    """
    clinic_of = {row.id: row.clinic_id for row in appointments}
    found: set[UUID] = set()
    if not clinic_of:
        return found
    for row in await work.execute(_IN_HIGHER_LANES, {"ids": list(clinic_of)}):
        place = places[clinic_of[row.appointment_id]]
        if row.beneath >= capacity_during(await stated_for(work, row.room_id), Span(row.since, row.until), place):
            found.add(row.appointment_id)
    return found


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
