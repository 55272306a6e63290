"""Who and what could be booked at clinics, and for how long it was."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, bindparam, text

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.figures import ASKED
from chassis.work import Work
from services.booking.calendar.domain.rooms import SINCE_EVER, Capacity
from services.booking.calendar.domain.unavailabilities import ResourceKind
from services.booking.calendar.domain.utilisation import Bookable
from services.booking.people.domain.opening_hours import Span, joined
from services.booking.people.store.shifts import roster_of

_BOOKABLE = Prepared(
    text(
        "WITH here AS ("
        " SELECT clinic_id AS at, id, clinic_id AS home FROM practitioners WHERE clinic_id = ANY(:clinics)"
        " UNION SELECT shifts.clinic_id, practitioner_id, practitioners.clinic_id FROM shifts"
        "  JOIN practitioners ON practitioners.id = practitioner_id"
        "  WHERE shifts.clinic_id = ANY(:clinics) AND withdrawn_at IS NULL"
        "), resource AS ("
        " SELECT at, 'practitioner' AS kind, id, given_name || ' ' || family_name AS name, home, ("
        "  SELECT json_agg(json_build_array(shifts.clinic_id, time_zone, first_day, last_day, weekdays, starts, ends)"
        "   ORDER BY shifts.id)::text FROM shifts JOIN clinics ON clinics.id = shifts.clinic_id"
        "  WHERE practitioner_id = here.id AND withdrawn_at IS NULL) AS stored"
        " FROM here JOIN practitioners USING (id)"
        " UNION ALL SELECT clinic_id, 'room', id, name, NULL, ("
        "  SELECT json_agg(json_build_array(nullif(begins_on, '-infinity'), at_once) ORDER BY begins_on)::text"
        "  FROM room_capacities WHERE room_id = rooms.id) FROM rooms WHERE clinic_id = ANY(:clinics)"
        " UNION ALL SELECT clinic_id, 'device', id, model || ' ' || serial, NULL, NULL"
        "  FROM devices WHERE clinic_id = ANY(:clinics)"
        ") SELECT resource.*, ("
        "  SELECT json_agg(json_build_array(greatest(starts_at, :since), least(coalesce(ends_at, :until), :until))"
        "   ORDER BY starts_at)::text FROM unavailabilities WHERE resource_id = resource.id AND withdrawn_at IS NULL"
        "   AND starts_at < :until AND (ends_at IS NULL OR ends_at > :since)) AS away"
        " FROM resource ORDER BY at, kind, name, id"
    ).bindparams(*(bindparam(name, type_=DateTime(timezone=True)) for name in ("since", "until")))
)
_BOOKED = Prepared(
    text(
        "SELECT asked.clinic_id, asked.earlier, resource_kind AS kind, resource_id AS id,"  # noqa: S608  # constants
        " date_trunc('week', lower(during) AT TIME ZONE time_zone)::date AS week,"
        " (sum(extract(epoch FROM upper(during) - lower(during))) / 60)::integer AS minutes"
        f" FROM {ASKED} JOIN clinics ON clinics.id = asked.clinic_id"
        " JOIN appointments ON appointments.clinic_id = asked.clinic_id"
        "  AND starts_at >= asked.since AND starts_at < asked.until"
        " JOIN occupations ON appointment_id = appointments.id AND resource_kind <> 'patient'"
        " GROUP BY asked.clinic_id, asked.earlier, resource_kind, resource_id, week"
    )
)
"""What is cancelled or was missed occupies nothing."""


async def bookable_at(
    work: Work, clinics: Sequence[UUID], since: datetime, until: datetime
) -> dict[UUID, list[Bookable]]:
    """By clinic, those who work there and what it has, in order of kind and name; unavailable as between moments."""
    found: dict[UUID, list[Bookable]] = {clinic_id: [] for clinic_id in clinics}
    for row in await work.execute(_BOOKABLE, {"clinics": list(clinics), "since": since, "until": until}):
        found[row.at].append(_bookable(row))
    return found


def _bookable(row: Row) -> Bookable:
    kind = ResourceKind(row.kind)
    away = sorted(Span(*map(datetime.fromisoformat, each)) for each in json.loads(row.away or "[]"))
    is_rostered = kind is ResourceKind.PRACTITIONER and row.stored
    stated = json.loads(row.stored or "[]") if kind is ResourceKind.ROOM else []
    return Bookable(
        kind=kind,
        id=row.id,
        name=row.name,
        away=joined(away),
        roster=roster_of(row.home, row.stored) if is_rostered else None,
        capacities=[Capacity(date.fromisoformat(day) if day else SINCE_EVER, at_once) for day, at_once in stated],
    )


async def booked_minutes(work: Work, asked: dict[str, Any]) -> Sequence[Row]:
    """By clinic, period, resource and the Monday of the local week in which it is needed."""
    return (await work.execute(_BOOKED, asked)).all()
