"""Who and what there is at some clinics. It seldom changes, so that it is read whole only after a change.

A search reads a hash over the contents of the rows in question, and gets the rows themselves only where the hash is
another one than at an earlier search.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, Numeric, Text, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.data.statements import Prepared
from chassis.work import Work
from services.booking.calendar.domain.needs import Treats
from services.booking.calendar.domain.rooms import SINCE_EVER, Capacity
from services.booking.calendar.domain.slots import Equipment, Resource, Room, Staff
from services.booking.calendar.domain.slots.free import DayBounds
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
        "), content AS MATERIALIZED ("
        " SELECT hash_record_extended(ROW("
        "  (SELECT bit_xor(hash_record_extended(practitioners, 0)) FROM practitioners"
        "   WHERE id IN (SELECT who FROM here)),"
        "  (SELECT bit_xor(hash_record_extended(permissions, 0)) FROM permissions"
        "   WHERE practitioner_id IN (SELECT who FROM here)),"
        "  (SELECT bit_xor(hash_record_extended(shifts, 0)) FROM shifts"
        "   WHERE practitioner_id IN (SELECT who FROM here)),"
        "  (SELECT bit_xor(hash_record_extended(rooms, 0)) FROM rooms WHERE clinic_id = ANY(:clinics)),"
        "  (SELECT bit_xor(hash_record_extended(room_capacities, 0)) FROM room_capacities"
        "   JOIN rooms ON rooms.id = room_id WHERE clinic_id = ANY(:clinics)),"
        "  (SELECT bit_xor(hash_record_extended(devices, 0)) FROM devices WHERE clinic_id = ANY(:clinics)),"
        "  (SELECT bit_xor(hash_record_extended(ROW(id, time_zone), 0)) FROM clinics)"
        " ), 0) AS hash"
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
        ") SELECT hash, CASE WHEN hash IS DISTINCT FROM :known THEN ("
        " SELECT json_object_agg(at, stored) FROM ("
        "  SELECT at, json_agg(stored ORDER BY kind, id)::text AS stored FROM resource GROUP BY at"
        " ) AS clinic) END AS stored FROM content"
    ).bindparams(
        *(bindparam(name, type_=Text) for name in ("modality", "model")),
        bindparam("only", type_=Uuid),
        bindparam("clinics", type_=ARRAY(Uuid)),
        bindparam("depth", type_=Numeric),
        bindparam("known", type_=BigInteger),
    )
)
"""The hash over the rows that say who and what there is, and what they say at each clinic, unless the hash is known."""


@dataclass(frozen=True)
class Here:
    """Who and what there is at a clinic, and the same as a look at the calendar takes it, in one order."""

    equipment: Equipment
    listed: Listed


NOTHING = Here(Equipment(), Listed.of(()))


class _Known(NamedTuple):
    hash: int
    here: Mapping[UUID, Here]


_known: dict[Any, _Known] = {}


async def equipment_at(
    work: Work, clinics: tuple[UUID, ...], treats: Treats | None, only: UUID | None
) -> Mapping[UUID, Here]:
    """By clinic, without clinics that have nobody and nothing. ``only``: no other practitioner."""
    question = {
        "clinics": clinics,
        "modality": treats.modality.value if treats else None,
        "model": treats.device_model if treats else None,
        "depth": treats.depth_mm if treats else None,
        "only": only,
    }
    asked = tuple(question.values())
    known = _known.get(asked)
    row = (await work.execute(_EQUIPMENT, {**question, "known": known.hash if known else None})).one()
    if known is None or known.hash != row.hash:
        here = {UUID(clinic_id): _here(stored) for clinic_id, stored in (row.stored or {}).items()}
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        known = _known[asked] = _Known(row.hash, here)
    return known.here


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
