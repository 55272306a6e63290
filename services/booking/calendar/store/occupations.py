"""Practitioners, rooms and devices: locked, and occupied by one appointment or hold at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NoReturn
from uuid import UUID

from sqlalchemy import Boolean, DateTime, Integer, Interval, Uuid, bindparam, select, text

from chassis.data.errors import Overtaken
from chassis.data.statements import Prepared
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.calendar.domain.devices import Device
from services.booking.calendar.domain.refusals import ResourceUnavailable, SlotTaken
from services.booking.calendar.store.devices import device_of
from services.booking.calendar.store.rooms import room_takes
from services.booking.calendar.tables import rooms
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import Span
from services.booking.people.domain.practitioners import Practitioner
from services.booking.people.store.locks import NO_KEY
from services.booking.people.store.practitioners import practitioners_of
from services.booking.people.tables import clinics

_HOLD = Prepared(
    text(
        "WITH staff AS MATERIALIZED ("
        " SELECT id, clinic_id FROM practitioners WHERE id = ANY(CAST(:staff AS uuid[])) ORDER BY id"
        " FOR NO KEY UPDATE"
        "), places AS MATERIALIZED ("
        " SELECT id, clinic_id, name, chairs FROM rooms WHERE id = ANY(CAST(:places AS uuid[])) ORDER BY id"
        " FOR NO KEY UPDATE"
        "), machines AS MATERIALIZED ("
        " SELECT * FROM devices WHERE id = ANY(CAST(:machines AS uuid[])) ORDER BY id FOR NO KEY UPDATE"
        ") SELECT id, clinic_id, NULL AS name, NULL AS model, NULL AS modality, NULL AS cartridge_gtin,"
        " 0 AS cartridges_per_session, NULL AS serial, 1 AS chairs FROM staff"
        " UNION ALL SELECT id, clinic_id, name, NULL, NULL, NULL, 0, NULL, chairs FROM places"
        " UNION ALL SELECT id, clinic_id, NULL, model, modality, cartridge_gtin, cartridges_per_session, serial, 1"
        " FROM machines"
    )
)
"""Locks practitioners, then rooms, then devices, each in the order of ids: UNION ALL reads one after the other."""
_OCCUPY = Prepared(
    text(
        "INSERT INTO occupations (appointment_id, resource_kind, resource_id, during, lane)"
        " SELECT :appointment, kind, id, tstzrange(since, until),"
        " CASE WHEN at_once > 1 OR :overlaps AND kind IN ('practitioner', 'room') THEN coalesce(("
        "  SELECT min(lane) FROM generate_series(0, at_once - 1 + :beyond) AS lane WHERE NOT EXISTS ("
        "   SELECT FROM occupations AS other WHERE other.lane = lane.lane"
        "   AND uuidrange(other.resource_id, other.resource_id, '[]') && uuidrange(taken.id, taken.id, '[]')"
        "   AND other.during && tstzrange(taken.since, taken.until))"
        " ), 0) ELSE 0 END"
        " FROM unnest(CAST(:kinds AS text[]), CAST(:ids AS uuid[]), CAST(:since AS timestamptz[]),"
        " CAST(:until AS timestamptz[])) AS taken(kind, id, since, until)"
        " CROSS JOIN LATERAL (SELECT CASE WHEN kind = 'room' THEN :capacity ELSE 1 END AS at_once) AS bound"
        " WHERE :hours_version = (SELECT hours_version FROM clinics WHERE id = :clinic)"
        " AND NOT EXISTS (SELECT FROM unavailabilities WHERE resource_id = taken.id AND withdrawn_at IS NULL"
        " AND starts_at < taken.until AND (ends_at IS NULL OR ends_at > taken.since))"
        " AND (:overlaps OR NOT EXISTS (SELECT FROM occupations AS other WHERE other.lane > 0"
        " AND uuidrange(other.resource_id, other.resource_id, '[]') && uuidrange(taken.id, taken.id, '[]')"
        " AND other.during && tstzrange(taken.since, taken.until)"
        " AND (at_once = 1 OR EXISTS (SELECT FROM occupations AS one"
        "  WHERE uuidrange(one.resource_id, one.resource_id, '[]') && uuidrange(taken.id, taken.id, '[]')"
        "  AND one.during && tstzrange(taken.since, taken.until) AND at_once <= ("
        "   SELECT count(*) FROM occupations AS there"
        "   WHERE uuidrange(there.resource_id, there.resource_id, '[]') && uuidrange(taken.id, taken.id, '[]')"
        "   AND there.during @> greatest(lower(one.during), taken.since))))))"
        " AND NOT (:travels AND kind = 'practitioner' AND EXISTS ("
        " SELECT FROM occupations AS other JOIN ("
        "  SELECT id, clinic_id FROM appointments UNION ALL SELECT id, clinic_id FROM holds WHERE expires_at > :now"
        " ) AS placed ON placed.id = other.appointment_id"
        " WHERE uuidrange(other.resource_id, other.resource_id, '[]') && uuidrange(taken.id, taken.id, '[]')"
        " AND other.during && tstzrange(taken.since - :journey, taken.until + :journey)"
        " AND placed.clinic_id <> :clinic))"
        " ON CONFLICT DO NOTHING RETURNING resource_kind"
    ).bindparams(
        bindparam("journey", type_=Interval),
        bindparam("travels", type_=Boolean),
        bindparam("overlaps", type_=Boolean),
        bindparam("beyond", type_=Integer),
        bindparam("capacity", type_=Integer),
        bindparam("hours_version", type_=Integer),
        bindparam("clinic", type_=Uuid),
        bindparam("now", type_=DateTime(timezone=True)),
    )
)
"""What is unavailable is left out as well, and who could not be here in time from another clinic.

A room has as many lanes as it takes at once, everything else has one. What somebody has in a lane beyond those counts
as well, unless this is to overlap too: a room that is full with it takes no more, also when a lane is free.
Nothing is taken when the clinic's hours are no longer those that were read.

These are read here, after the locks, under which alone they change.
"""
_AWAY = Prepared(
    text(
        "SELECT DISTINCT kind FROM unnest(CAST(:kinds AS text[]), CAST(:ids AS uuid[]), CAST(:since AS timestamptz[]),"
        " CAST(:until AS timestamptz[])) AS wanted(kind, id, since, until)"
        " JOIN unavailabilities ON resource_id = wanted.id AND withdrawn_at IS NULL"
        " AND starts_at < wanted.until AND (ends_at IS NULL OR ends_at > wanted.since)"
    )
)
_END_EXPIRED = Prepared(
    text(
        "WITH over AS (DELETE FROM holds WHERE id IN ("
        " SELECT holds.id FROM unnest(CAST(:kinds AS text[]), CAST(:ids AS uuid[]), CAST(:since AS timestamptz[]),"
        " CAST(:until AS timestamptz[])) AS wanted(kind, id, since, until) JOIN occupations"
        " ON uuidrange(resource_id, resource_id, '[]') && uuidrange(wanted.id, wanted.id, '[]')"
        " AND during && tstzrange(wanted.since, wanted.until) JOIN holds ON holds.id = appointment_id"
        " WHERE expires_at <= :now"
        ") AND expires_at <= :now RETURNING id"
        ") DELETE FROM occupations USING over WHERE appointment_id = over.id RETURNING over.id"
    ).bindparams(bindparam("now", type_=DateTime(timezone=True)))
)
"""Holds past their end are gone, although their timer has yet to run. One that is extended meanwhile is not."""
_HOURS_VERSION = Prepared(select(clinics.c.hours_version).where(clinics.c.id == bindparam("of")))
_HOLD_ROOMS = Prepared(
    select(rooms.c.id).where(rooms.c.clinic_id == bindparam("of")).order_by(rooms.c.id).with_for_update(**NO_KEY)
)
_VACATE = Prepared(
    text(
        "WITH gone AS (DELETE FROM occupations WHERE appointment_id = :of RETURNING resource_kind, resource_id, during)"
        " SELECT other.appointment_id FROM gone JOIN occupations AS other"
        " ON uuidrange(other.resource_id, other.resource_id, '[]')"
        " && uuidrange(gone.resource_id, gone.resource_id, '[]')"
        " AND other.during && gone.during AND other.lane > 0"
        " WHERE gone.resource_kind = 'room' AND other.appointment_id <> :of"
    ).bindparams(bindparam("of", type_=Uuid))
)


@dataclass(frozen=True)
class Resources:
    """What an appointment occupies besides its patient, held against others until the commit."""

    practitioner: Practitioner
    room_id: UUID
    room_name: str
    device: Device | None
    chairs: int = 1
    """The most that the room ever takes at once; how many it takes on a day is read where it is occupied."""

    def occupied(self, patient_id: UUID) -> dict[str, UUID]:
        """Resource ids by kind."""
        taken = {
            "patient": patient_id,
            "practitioner": self.practitioner.practitioner_id,
            "room": self.room_id,
        }
        return taken | ({"device": self.device.device_id} if self.device else {})

    @property
    def names(self) -> dict[str, str | None]:
        """As an appointment is read with them."""
        return {
            "practitioner_name": self.practitioner.name,
            "room_name": self.room_name,
            "device_name": self.device.model if self.device else None,
        }


@dataclass(frozen=True)
class Chosen:
    """Which practitioner, room and device somebody wants."""

    practitioner_id: UUID
    room_id: UUID
    device_id: UUID | None


async def lock_resources(work: Work, clinic_id: UUID, wanted: Chosen, leaving: Chosen | None = None) -> Resources:
    """What is wanted, of one clinic, held until the commit. Raises NotFound.

    ``leaving`` is what a move gives up: held as well, or two appointments that change places would deadlock.
    """
    both = [wanted] + ([leaving] if leaving else [])
    everything = {
        "staff": list({one.practitioner_id for one in both}),
        "places": list({one.room_id for one in both}),
        "machines": list({one.device_id for one in both if one.device_id is not None}),
    }
    held = {row.id: row for row in await work.execute(_HOLD, everything)}
    # Permissions are read after the practitioner's lock was got, for they change only under it.
    practitioner = (await practitioners_of(work, [wanted.practitioner_id])).get(wanted.practitioner_id)
    if practitioner is None or clinic_id not in practitioner.clinics:
        raise NotFound("There is no such practitioner at this clinic.")
    room = held.get(wanted.room_id)
    if room is None or room.clinic_id != clinic_id:
        raise NotFound("There is no such room at this clinic.")
    device = held.get(wanted.device_id) if wanted.device_id is not None else None
    if wanted.device_id is not None and (device is None or device.clinic_id != clinic_id):
        raise NotFound("There is no such device at this clinic.")
    return Resources(practitioner, room.id, room.name, device_of(device) if device else None, room.chairs)


async def lock_rooms(work: Work, clinic_id: UUID) -> None:
    """Hold every room of a clinic until the commit: nothing is booked there meanwhile, and what was being is stored."""
    await work.execute(_HOLD_ROOMS, {"of": clinic_id})


async def lock_all(work: Work, wanted: Sequence[Chosen]) -> None:
    """Lock the resources of several appointments in the one order, before any of them is placed."""
    everything = {
        "staff": list({one.practitioner_id for one in wanted}),
        "places": list({one.room_id for one in wanted}),
        "machines": list({one.device_id for one in wanted if one.device_id is not None}),
    }
    await work.execute(_HOLD, everything)


BEYOND = 9
"""How many appointments of one practitioner or room may overlap beyond the capacity; a bound, not a policy."""


async def occupy(
    work: Work,
    appointment_id: UUID,
    patient_id: UUID,
    resources: Resources,
    spans: Mapping[str, Span],
    place: Place,
    *,
    overlaps: bool = False,
) -> None:
    """Take everything while the appointment, or the hold, needs it. Raises SlotTaken, ResourceUnavailable, Overtaken.

    Each names what is not free; then the rest is given back, for whoever looks for another time now. In the order of
    resource ids. The exclusion constraint decides; a row that it keeps out is not an error, so the transaction lives
    on and can say which one it was. Only then are holds looked for that have expired: what they kept is taken in a
    second try, as is what became free meanwhile. A room that takes several at once gives its first free lane.
    ``overlaps``: somebody agreed to a practitioner and a room that are taken; each gets its next lane, also beyond the
    capacity.
    """
    taking = resources.occupied(patient_id)
    kinds, ids = zip(*sorted(taking.items(), key=lambda item: item[1].bytes), strict=True)
    during = [spans[kind] for kind in kinds]
    times = {"since": [each.start for each in during], "until": [each.end for each in during]}
    wanted = {"kinds": list(kinds), "ids": list(ids), **times}
    journey = {
        "travels": len(resources.practitioner.clinics) > 1,
        "journey": timedelta(minutes=place.settings.travel_minutes),
        "clinic": place.clinic_id,
    }
    lanes = {"overlaps": overlaps, "beyond": BEYOND if overlaps else 0}
    hours = {"hours_version": place.hours_version}
    lanes["capacity"] = await room_takes(work, resources.room_id, resources.chairs, spans["room"], place)
    taking_all = {"appointment": appointment_id, **wanted, **journey, **lanes, **hours, "now": work.now}
    refused = taking.keys() - await _taken(work, taking_all)
    if refused == taking.keys():
        await _require_same_hours(work, place)
    if refused:  # tried again although none is found: who wants only its room may have ended it meanwhile
        await work.execute(_END_EXPIRED, {**wanted, "now": work.now})
        refused -= await _taken(work, taking_all)
    if refused:
        await vacate(work, appointment_id)
        away = sorted((await work.execute(_AWAY, wanted)).scalars())
        _refuse(spans["patient"].start.astimezone(place.zone), away, sorted(refused))


async def _require_same_hours(work: Work, place: Place) -> None:
    """Raises Overtaken when the clinic's hours have changed since they were read."""
    if await work.scalar(_HOURS_VERSION, {"of": place.clinic_id}) != place.hours_version:
        raise Overtaken("The clinic's hours have changed.")


def _refuse(starts_at: datetime, away: list[str], taken: list[str]) -> NoReturn:
    """Names what is not there at all; where everything is, what is taken."""
    if away:
        raise ResourceUnavailable(
            "Not available at {starts_at}: {what}. Choose another of the slots offered.",
            starts_at=starts_at,
            what=away,
            unavailable=away,
        )
    raise SlotTaken(
        "Taken at {starts_at}: {what}. Choose another of the slots offered.",
        starts_at=starts_at,
        what=taken,
        taken=taken,
    )


async def _taken(work: Work, taking: dict[str, Any]) -> set[str]:
    """The kinds of what is taken by this try; what was taken before is not among them."""
    return set((await work.execute(_OCCUPY, taking)).scalars())


async def vacate(work: Work, appointment_id: UUID) -> list[UUID]:
    """Give back everything that the appointment, or the hold, occupied.

    Answers those that were in its room at the same time in a higher lane: it may take them now.
    """
    return list((await work.execute(_VACATE, {"of": appointment_id})).scalars())
