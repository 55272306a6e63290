"""Free time: multirange arithmetic in the database, one query whatever the number of practitioners and rooms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Date, DateTime, Integer, Interval, Numeric, Text, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.local_time import local_day, start_of_day
from chassis.work import Work
from services.booking.calendar.domain.days import DayWindow
from services.booking.calendar.domain.needs import Needs
from services.booking.calendar.domain.slots import OTHER_PRACTITIONER, by_preference, grid_starts
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import Span, open_spans
from services.booking.people.domain.shifts import Roster, working_spans
from services.booking.people.store.shifts import rosters_at

_FREE = text("""
WITH resource AS (
    SELECT 'practitioner' AS kind, id, given_name || ' ' || family_name AS name, id = ANY(:travelling) AS travels,
           CASE WHEN id = ANY(:rostered) THEN times * coalesce(working.spans, '{}') ELSE times END AS times
    FROM practitioners LEFT JOIN (
        SELECT who, range_agg(tstzrange(works_from, works_until)) AS spans
        FROM unnest(:who, :works_from, :works_until) AS shift(who, works_from, works_until) GROUP BY who
    ) AS working ON who = id CROSS JOIN LATERAL (
        SELECT range_agg(tstzrange(CAST(first_day AS timestamp) AT TIME ZONE :zone,
                                   CAST(last_day + 1 AS timestamp) AT TIME ZONE :zone)) AS times
        FROM permissions WHERE practitioner_id = practitioners.id
        AND (CAST(:modality AS text) IS NULL OR (modality = :modality AND max_depth_mm >= :depth))
    ) AS permitted
    WHERE (clinic_id = :clinic OR id = ANY(:rostered)) AND times IS NOT NULL
    AND (CAST(:only AS uuid) IS NULL OR id = :only)
    UNION ALL SELECT 'room', id, name, false, '{(,)}' FROM rooms WHERE clinic_id = :clinic
    UNION ALL SELECT 'device', id, model, false, '{(,)}' FROM devices
    WHERE clinic_id = :clinic AND model = :model AND modality = :modality
    UNION ALL SELECT 'patient', :patient, '', false, '{(,)}' WHERE CAST(:patient AS uuid) IS NOT NULL
), taken AS MATERIALIZED (
    SELECT resource.kind, resource.id, during, CASE WHEN travels AND placed.clinic_id <> :clinic
        THEN tstzrange(lower(during) - :journey, upper(during) + :journey) ELSE during END AS kept
    FROM resource JOIN occupations
    ON uuidrange(resource_id, resource_id, '[]') && uuidrange(resource.id, resource.id, '[]')
    AND during && tstzrange(:since - :journey, :until + :journey)
    LEFT JOIN appointments ON travels AND appointments.id = appointment_id
    LEFT JOIN holds ON holds.id = appointment_id
    CROSS JOIN LATERAL (SELECT coalesce(appointments.clinic_id, holds.clinic_id) AS clinic_id) AS placed
    WHERE appointment_id IS DISTINCT FROM CAST(:moving AS uuid) AND (holds.id IS NULL OR expires_at > :now)
), away AS (
    SELECT resource.id, tstzrange(starts_at, ends_at) AS during FROM resource JOIN unavailabilities
    ON resource_id = resource.id AND withdrawn_at IS NULL
    AND starts_at < :until AND (ends_at IS NULL OR ends_at > :since)
), busy AS (
    SELECT id, range_agg(during) AS times
    FROM (SELECT id, kept AS during FROM taken UNION ALL SELECT * FROM away) AS each GROUP BY id
), daily AS (
    SELECT id, CAST(lower(during) AT TIME ZONE :zone AS date) - CAST(:first_day AS date) AS day,
           CAST(sum(extract(epoch FROM upper(during) - lower(during))) AS integer) AS seconds
    FROM taken WHERE kind = 'practitioner' AND during && tstzrange(:since, :until) GROUP BY 1, 2
), loads AS (
    SELECT resource.id, array_agg(coalesce(seconds, 0) ORDER BY day) AS by_day
    FROM resource CROSS JOIN generate_series(0, CAST(:days AS integer)) AS day LEFT JOIN daily USING (id, day)
    WHERE kind = 'practitioner' GROUP BY resource.id
), free AS MATERIALIZED (
    SELECT kind, resource.id, name, by_day, resource.times - coalesce(busy.times, '{}') AS times
    FROM resource LEFT JOIN busy USING (id) LEFT JOIN loads USING (id)
)
SELECT start, practitioner.id AS practitioner_id, practitioner.name AS practitioner_name,
       room.id AS room_id, room.name AS room_name, device.id AS device_id, device.name AS device_name
FROM unnest(:starts, :off, :day_of) AS wanted(start, off, day)
CROSS JOIN LATERAL (SELECT
    tstzrange(start, start + :total) AS stay,
    tstzrange(start, start + :total + :cleaning) AS in_room,
    tstzrange(start + :lead, start + :lead + :treatment) AS treated,
    tstzrange(start + :lead, start + :lead + :treatment + :cleaning) AS on_device
) AS slot
CROSS JOIN LATERAL (
    SELECT id, name, id IS NOT DISTINCT FROM CAST(:preferred AS uuid) AS is_preferred FROM free
    WHERE kind = 'practitioner' AND treated <@ times
    ORDER BY is_preferred DESC, by_day[day + 1], uuid_hash_extended(id, CAST(extract(epoch FROM start) AS bigint))
    LIMIT 1
) AS practitioner
CROSS JOIN LATERAL (SELECT id, name FROM free WHERE kind = 'room' AND in_room <@ times ORDER BY id LIMIT 1) AS room
LEFT JOIN LATERAL (
    SELECT id, name FROM free WHERE kind = 'device' AND on_device <@ times ORDER BY id LIMIT 1
) AS device ON true
WHERE (CAST(:model AS text) IS NULL OR device.id IS NOT NULL)
AND NOT EXISTS (SELECT FROM free WHERE kind = 'patient' AND NOT stay <@ times)
ORDER BY off + CASE WHEN is_preferred THEN 0 ELSE CAST(:penalty AS integer) END, start
LIMIT :limit
""").bindparams(
    bindparam("starts", type_=ARRAY(DateTime(timezone=True))),
    bindparam("off", type_=ARRAY(Integer)),
    bindparam("since", type_=DateTime(timezone=True)),
    bindparam("until", type_=DateTime(timezone=True)),
    bindparam("day_of", type_=ARRAY(Integer)),
    bindparam("first_day", type_=Date),
    bindparam("days", type_=Integer),
    bindparam("lead", type_=Interval),
    bindparam("treatment", type_=Interval),
    bindparam("total", type_=Interval),
    bindparam("cleaning", type_=Interval),
    bindparam("moving", type_=Uuid),
    bindparam("now", type_=DateTime(timezone=True)),
    bindparam("journey", type_=Interval),
    bindparam("rostered", type_=ARRAY(Uuid)),
    bindparam("travelling", type_=ARRAY(Uuid)),
    bindparam("who", type_=ARRAY(Uuid)),
    bindparam("works_from", type_=ARRAY(DateTime(timezone=True))),
    bindparam("works_until", type_=ARRAY(DateTime(timezone=True))),
    bindparam("clinic", type_=Uuid),
    bindparam("only", type_=Uuid),
    bindparam("patient", type_=Uuid),
    bindparam("preferred", type_=Uuid),
    bindparam("modality", type_=Text),
    bindparam("model", type_=Text),
    bindparam("depth", type_=Numeric),
    bindparam("zone", type_=Text),
    bindparam("penalty", type_=Integer),
    bindparam("limit", type_=Integer),
)


@dataclass(frozen=True)
class Wish:
    """What somebody would like of a slot. ``since`` and ``until`` are UTC moments between which all of it lies."""

    since: datetime
    until: datetime
    near: int | None = None
    """Minutes after local midnight."""
    limit: int = 50
    patient_id: UUID | None = None
    """Whose other appointments are to be kept clear of."""
    practitioner_id: UUID | None = None
    """Only this one."""
    preferred_practitioner_id: UUID | None = None
    """This one rather than another who is nearer to ``near`` by less than an hour."""
    moving: UUID | None = None
    """The appointment that is to move: what it occupies now is free for it."""


@dataclass(frozen=True)
class Slot:
    """A time at which everything that an appointment needs is free. Times in UTC."""

    starts_at: datetime
    treatment_starts_at: datetime
    ends_at: datetime
    practitioner_id: UUID
    practitioner_name: str
    room_id: UUID
    room_name: str
    device_id: UUID | None
    device_name: str | None


async def free_slots(work: Work, place: Place, needs: Needs, wish: Wish) -> list[Slot]:
    """The slots that can be booked for ``needs``, the most wanted first: nearest to the hour, then soonest."""
    since = max(wish.since, work.now)
    offered = _offered(place, needs.days, since, wish.until)
    spans = [span for span in offered if needs.is_free_on(local_day(span.start, place.zone))]
    total = needs.lengths.total
    starts = [start for span in spans for start in grid_starts(span, place.zone, total) if start > work.now]
    if not starts:
        return []
    preferred = by_preference(starts, place.zone, wish.near)
    rosters = await rosters_at(work, place.clinic_id)
    parameters = _parameters(place, needs, wish, spans, preferred) | _working(place, rosters, spans)
    parameters["now"] = work.now
    rows = await work.execute(_FREE, parameters)
    return [
        Slot(
            starts_at=row.start,
            treatment_starts_at=row.start + needs.lengths.lead,
            ends_at=row.start + total,
            practitioner_id=row.practitioner_id,
            practitioner_name=row.practitioner_name,
            room_id=row.room_id,
            room_name=row.room_name,
            device_id=row.device_id,
            device_name=row.device_name,
        )
        for row in rows
    ]


def _offered(place: Place, days: DayWindow, since: datetime, until: datetime) -> list[Span]:
    """Open hours between two moments, on the days that are allowed."""
    first = max(_day_or(days.first, since, place.zone), local_day(since, place.zone))
    last = min(_day_or(days.last, until, place.zone), local_day(until, place.zone))
    bounded = (
        Span(max(span.start, since), min(span.end, until)) for span in open_spans(place.hours, place.zone, first, last)
    )
    return [span for span in bounded if span.start < span.end]


def _working(place: Place, rosters: Mapping[UUID, Roster], spans: Sequence[Span]) -> dict[str, Any]:
    """Those who have shifts: when they work at this clinic, and whether they come from another one."""
    first, last = local_day(spans[0].start, place.zone), local_day(spans[-1].end, place.zone)
    working = [(who, span) for who, of in rosters.items() for span in working_spans(of, place, first, last)]
    return {
        "journey": timedelta(minutes=place.settings.travel_minutes if rosters else 0),
        "rostered": list(rosters),
        "travelling": [who for who, roster in rosters.items() if len(roster.clinics) > 1],
        "who": [who for who, _ in working],
        "works_from": [span.start for _, span in working],
        "works_until": [span.end for _, span in working],
    }


def _day_or(day: date | None, moment: datetime, zone: ZoneInfo) -> date:
    return day if day is not None else local_day(moment, zone)


def _parameters(
    place: Place, needs: Needs, wish: Wish, spans: Sequence[Span], preferred: Sequence[tuple[datetime, int]]
) -> dict[str, Any]:
    treats, lengths = needs.treats, needs.lengths
    first = local_day(spans[0].start, place.zone)
    return {
        "clinic": place.clinic_id,
        "since": spans[0].start,
        "until": spans[-1].end + lengths.cleaning,
        "first_day": first,
        "days": (local_day(spans[-1].end, place.zone) - first).days,
        "day_of": [(local_day(start, place.zone) - first).days for start, _ in preferred],
        "starts": [start for start, _ in preferred],
        "off": [off for _, off in preferred],
        "lead": lengths.lead,
        "treatment": lengths.treatment,
        "total": lengths.total,
        "cleaning": lengths.cleaning,
        "moving": wish.moving,
        "only": wish.practitioner_id,
        "patient": wish.patient_id,
        "preferred": wish.preferred_practitioner_id,
        "modality": treats.modality.value if treats else None,
        "model": treats.device_model if treats else None,
        "depth": treats.depth_mm if treats else None,
        "penalty": OTHER_PRACTITIONER,
        "limit": wish.limit,
        "zone": place.zone.key,
    }


def days_as_moments(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """UTC. From the first moment of one local day to the last of another."""
    return start_of_day(first, zone), start_of_day(last + timedelta(days=1), zone)
