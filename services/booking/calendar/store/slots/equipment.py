"""Who and what there is at some clinics. It seldom changes, so that it is read only after a change (`changes`)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple, Self
from uuid import UUID

from sqlalchemy import Numeric, Text, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.data.statements import Prepared
from chassis.work import Work
from services.booking.calendar.domain.needs import Treats
from services.booking.calendar.domain.rooms import SINCE_EVER, Capacity
from services.booking.calendar.domain.slots import Equipment, Resource, Room, Staff
from services.booking.calendar.domain.slots.free import DayBounds
from services.booking.calendar.store.slots.changes import EQUIPMENT, Changes, Snapshot
from services.booking.calendar.store.slots.look import Listed, Manner
from services.booking.people.store.shifts import roster_of

MOST_KNOWN = 256
"""Questions of which the equipment is kept; with one more all are forgotten. A chain asks for few sets of clinics, and
for few devices."""

_EQUIPMENT = Prepared(
    text(
        "WITH here AS ("
        " SELECT clinic_id AS at, id AS who FROM practitioners WHERE clinic_id = ANY(:clinics)"
        "  AND (:only IS NULL OR id = :only)"
        " UNION SELECT clinic_id, practitioner_id FROM shifts WHERE clinic_id = ANY(:clinics)"
        "  AND withdrawn_at IS NULL AND (:only IS NULL OR practitioner_id = :only)"
        "), permission AS ("
        " SELECT practitioner_id AS who, json_agg(json_build_array(first_day, last_day) ORDER BY id) AS permitted"
        " FROM permissions WHERE practitioner_id IN (SELECT who FROM here)"
        " AND (:modality IS NULL OR (modality = :modality AND max_depth_mm >= :depth)) GROUP BY practitioner_id"
        "), rota AS ("
        " SELECT practitioner_id AS who, bool_or(shifts.clinic_id <> practitioners.clinic_id) AS elsewhere,"
        "  json_agg(json_build_array(shifts.clinic_id, time_zone, first_day, last_day, weekdays, starts, ends)"
        "  ORDER BY shifts.id)::text AS stints"
        " FROM shifts JOIN clinics ON clinics.id = shifts.clinic_id JOIN practitioners"
        "  ON practitioners.id = practitioner_id"
        " WHERE practitioner_id IN (SELECT who FROM here) AND withdrawn_at IS NULL"
        " GROUP BY practitioner_id"
        "), resource AS ("
        " SELECT at, 0 AS kind, id, json_build_array(0, id, given_name || ' ' || family_name, clinic_id, permitted,"
        "  stints, clinic_id <> at OR coalesce(elsewhere, false)) AS stored"
        "  FROM here JOIN practitioners ON id = who JOIN permission USING (who) LEFT JOIN rota USING (who)"
        " UNION ALL SELECT clinic_id, 1, id, json_build_array(1, id, name, CASE WHEN chairs > 1 THEN"
        "  (SELECT json_agg(json_build_array(nullif(begins_on, '-infinity'), at_once) ORDER BY begins_on)"
        "   FROM room_capacities WHERE room_id = rooms.id) END)"
        "  FROM rooms WHERE clinic_id = ANY(:clinics)"
        " UNION ALL SELECT clinic_id, 2, id, json_build_array(2, id, model)"
        "  FROM devices WHERE clinic_id = ANY(:clinics) AND model = :model AND modality = :modality"
        ") SELECT at, json_agg(stored ORDER BY kind, id)::text AS stored FROM resource GROUP BY at"
    ).bindparams(
        *(bindparam(name, type_=Text) for name in ("modality", "model")),
        bindparam("only", type_=Uuid),
        bindparam("clinics", type_=ARRAY(Uuid)),
        bindparam("depth", type_=Numeric),
    )
)
"""What the rows say of who and what there is at each clinic."""


@dataclass(frozen=True, eq=False)
class Here:
    """Who and what there is at a clinic, and the same as a look at the calendar takes it, in one order.

    Compared by identity: what follows from it is remembered.
    """

    equipment: Equipment
    listed: Listed


NOTHING = Here(Equipment(), Listed.of(()))


class Asked(NamedTuple):
    """At which clinics, and for which treatment, if for one."""

    clinics: tuple[UUID, ...]
    modality: str | None
    model: str | None
    depth: Decimal | None
    only: UUID | None
    """No other practitioner."""

    @classmethod
    def of(cls, clinics: tuple[UUID, ...], treats: Treats | None, only: UUID | None) -> Self:
        """For what is treated."""
        if treats is None:
            return cls(clinics, None, None, None, only)
        return cls(clinics, treats.modality.value, treats.device_model, treats.depth_mm, only)


@dataclass(slots=True)
class Found:
    """What there is, as of a snapshot."""

    as_of: Snapshot
    here: Mapping[UUID, Here]


class Known(dict[Asked, Found]):
    """What was asked for, and what there was."""


async def equipment_at(work: Work, changes: Changes, known: Known, asked: Asked) -> Mapping[UUID, Here]:
    """By clinic, without clinics that have nobody and nothing."""
    found = known.get(asked)
    if found is None or EQUIPMENT in changes.since(found.as_of):
        rows = await work.execute(_EQUIPMENT, asked._asdict())
        found = Found(changes.snapshot, {row.at: _here(row.stored) for row in rows})
    if not changes.writes:
        found.as_of = changes.snapshot
        if asked not in known and len(known) >= MOST_KNOWN:
            known.clear()
        known[asked] = found
    return found.here


@lru_cache(maxsize=1024)
def _here(stored: str) -> Here:
    """From what a statement builds as JSON. As long as nothing changes it is one and the same `Equipment`."""
    staff, rooms, devices = [], [], []
    resources = []
    for kind, written, name, *more in json.loads(stored):
        id = UUID(written)
        resources.append((id, _manner_of(kind, more)))
        if kind == 0:
            staff.append(_staff(id, name, *more))
        elif kind == 1:
            rooms.append(Room(id, name, _capacities(*more)))
        else:
            devices.append(Resource(id, name))
    return Here(Equipment(staff, rooms, devices), Listed.of(resources))


def _manner_of(kind: int, more: Sequence[Any]) -> Manner:
    if kind == 0 and more[-1]:
        return Manner.WITH_JOURNEYS
    return Manner.WITH_LANES if kind == 1 and more[0] else Manner.PLAIN


def _staff(id: UUID, name: str, home_id: str, permitted: Sequence[Any], stints: str | None, _travels: bool) -> Staff:
    return Staff(id, name, _days_of(permitted), roster_of(UUID(home_id), stints) if stints else None)


def _capacities(stated: Sequence[tuple[str | None, int]] | None) -> tuple[Capacity, ...]:
    return tuple(Capacity(date.fromisoformat(day) if day else SINCE_EVER, at_once) for day, at_once in stated or ())


def _days_of(permitted: Sequence[Sequence[str | None]]) -> tuple[DayBounds, ...]:
    days = ([date.fromisoformat(day) if day else None for day in each] for each in permitted)
    return tuple((first, last) for first, last in days)
