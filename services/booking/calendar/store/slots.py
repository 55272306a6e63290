"""Free time: multirange arithmetic in the database, one query whatever the number of practitioners and rooms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import DateTime, Integer, Interval, Numeric, Text, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.local_time import local_day, start_of_day
from chassis.work import Work
from services.booking.calendar.domain.days import DayWindow
from services.booking.calendar.domain.needs import Needs
from services.booking.calendar.domain.slots import OTHER_PRACTITIONER, by_preference, grid_starts
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import Span, open_spans

_FREE = text("""
WITH open AS (
    SELECT range_agg(tstzrange(opens, closes)) AS hours FROM unnest(:opens, :closes) AS span(opens, closes)
), resource AS (
    SELECT 'practitioner' AS kind, id, given_name || ' ' || family_name AS name, may * hours AS times
    FROM practitioners CROSS JOIN open CROSS JOIN LATERAL (
        SELECT range_agg(tstzrange(CAST(first_day AS timestamp) AT TIME ZONE :zone,
                                   CAST(last_day + 1 AS timestamp) AT TIME ZONE :zone)) AS may
        FROM permissions WHERE practitioner_id = practitioners.id
        AND (CAST(:modality AS text) IS NULL OR (modality = :modality AND max_depth_mm >= :depth))
    ) AS permitted
    WHERE clinic_id = :clinic AND (CAST(:only AS uuid) IS NULL OR id = :only) AND may IS NOT NULL
    UNION ALL SELECT 'room', id, name, hours FROM rooms CROSS JOIN open WHERE clinic_id = :clinic
    UNION ALL SELECT 'device', id, model, hours FROM devices CROSS JOIN open
    WHERE clinic_id = :clinic AND model = :model AND modality = :modality
    UNION ALL SELECT 'patient', :patient, '', hours FROM open WHERE CAST(:patient AS uuid) IS NOT NULL
), free AS MATERIALIZED (
    SELECT kind, id, name, times - coalesce((
        SELECT range_agg(during) FROM occupations
        WHERE uuidrange(resource_id, resource_id, '[]') && uuidrange(resource.id, resource.id, '[]')
        AND during && tstzrange(:since, :until)
    ), '{}') - coalesce((
        SELECT range_agg(tstzrange(starts_at, ends_at)) FROM unavailabilities
        WHERE resource_id = resource.id AND withdrawn_at IS NULL
        AND starts_at < :until AND (ends_at IS NULL OR ends_at > :since)
    ), '{}') AS times
    FROM resource
)
SELECT start, practitioner.id AS practitioner_id, practitioner.name AS practitioner_name,
       room.id AS room_id, room.name AS room_name, device.id AS device_id, device.name AS device_name
FROM unnest(:starts, :off) AS wanted(start, off)
CROSS JOIN LATERAL (SELECT tstzrange(start, start + :total) AS during) AS slot
CROSS JOIN LATERAL (
    SELECT id, name, id IS NOT DISTINCT FROM CAST(:preferred AS uuid) AS is_preferred FROM free
    WHERE kind = 'practitioner' AND during <@ times ORDER BY is_preferred DESC, id LIMIT 1
) AS practitioner
CROSS JOIN LATERAL (SELECT id, name FROM free WHERE kind = 'room' AND during <@ times ORDER BY id LIMIT 1) AS room
LEFT JOIN LATERAL (
    SELECT id, name FROM free WHERE kind = 'device' AND during <@ times ORDER BY id LIMIT 1
) AS device ON true
WHERE (CAST(:model AS text) IS NULL OR device.id IS NOT NULL)
AND NOT EXISTS (SELECT FROM free WHERE kind = 'patient' AND NOT during <@ times)
ORDER BY off + CASE WHEN is_preferred THEN 0 ELSE CAST(:penalty AS integer) END, start
LIMIT :limit
""").bindparams(
    bindparam("opens", type_=ARRAY(DateTime(timezone=True))),
    bindparam("closes", type_=ARRAY(DateTime(timezone=True))),
    bindparam("starts", type_=ARRAY(DateTime(timezone=True))),
    bindparam("off", type_=ARRAY(Integer)),
    bindparam("since", type_=DateTime(timezone=True)),
    bindparam("until", type_=DateTime(timezone=True)),
    bindparam("total", type_=Interval),
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
    spans = _offered(place, needs.days, since, wish.until)
    total = needs.lengths.total
    starts = [start for span in spans for start in grid_starts(span, place.zone, total) if start > work.now]
    if not starts:
        return []
    preferred = by_preference(starts, place.zone, wish.near)
    rows = await work.execute(_FREE, _parameters(place, needs, wish, spans, preferred))
    return [
        Slot(
            starts_at=row.start,
            treatment_starts_at=row.start + needs.lengths.numbing,
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


def _day_or(day: date | None, moment: datetime, zone: ZoneInfo) -> date:
    return day if day is not None else local_day(moment, zone)


def _parameters(
    place: Place, needs: Needs, wish: Wish, spans: Sequence[Span], preferred: Sequence[tuple[datetime, int]]
) -> dict[str, Any]:
    treats = needs.treats
    return {
        "clinic": place.clinic_id,
        "opens": [span.start for span in spans],
        "closes": [span.end for span in spans],
        "since": spans[0].start,
        "until": spans[-1].end,
        "starts": [start for start, _ in preferred],
        "off": [off for _, off in preferred],
        "total": needs.lengths.total,
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
