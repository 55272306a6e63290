"""The appointments ahead that a change of the diary touches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, func, select, text

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.local_time import start_of_day
from chassis.work import Work
from services.booking.calendar.domain.appointments import Status
from services.booking.calendar.tables import appointments
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import Span, is_open
from services.booking.people.tables import moment

SHOWN = 200
"""Appointments that one answer lists; how many there are in all is said beside them."""

_TOUCHED = Prepared(
    text(
        "SELECT wanted.key, found.* FROM unnest(CAST(:keys AS uuid[]), CAST(:resources AS uuid[]),"
        " CAST(:starts AS timestamptz[]), CAST(:ends AS timestamptz[])) AS wanted(key, resource, since, until)"
        " CROSS JOIN LATERAL ("
        " SELECT appointments.id, appointments.kind, appointments.clinic_id, appointments.starts_at,"
        " count(*) OVER () AS in_all FROM occupations JOIN appointments ON appointments.id = appointment_id"
        " WHERE uuidrange(resource_id, resource_id, '[]') && uuidrange(wanted.resource, wanted.resource, '[]')"
        " AND during && tstzrange(greatest(wanted.since, :now), wanted.until) AND status = 'booked'"
        " ORDER BY appointments.starts_at, appointments.id LIMIT :shown"
        ") AS found"
        " WHERE wanted.until IS NULL OR wanted.until > :now"
    )
)


@dataclass
class Touched:
    """The soonest of the appointments, and how many there are."""

    rows: list[Row] = field(default_factory=list)
    in_all: int = 0


_BOOKED = Prepared(
    select(
        appointments.c.id,
        appointments.c.kind,
        appointments.c.clinic_id,
        appointments.c.starts_at,
        appointments.c.ends_at,
    )
    .where(
        appointments.c.clinic_id == bindparam("clinic"),
        appointments.c.status == Status.BOOKED.value,
        appointments.c.starts_at >= bindparam("since"),
        appointments.c.ends_at > bindparam("now"),
        appointments.c.starts_at
        < func.coalesce(bindparam("until", type_=moment), text("CAST('infinity' AS timestamptz)")),
    )
    .order_by(appointments.c.starts_at, appointments.c.id)
)


async def outside_hours(work: Work, place: Place, first: date | None = None, until: date | None = None) -> Touched:
    """The booked appointments ahead that do not lie within the hours of ``place``.

    From the local day ``first`` on, and before ``until``; left out: all of them.
    """
    since = start_of_day(first, place.zone) if first and first > date.min else work.now - timedelta(days=1)
    end = start_of_day(until, place.zone) if until else None
    rows = await work.execute(_BOOKED, {"clinic": place.clinic_id, "since": since, "until": end, "now": work.now})
    outside = [row for row in rows if not is_open(place.hours, place.zone, Span(row.starts_at, row.ends_at))]
    return Touched(outside[:SHOWN], len(outside))


@dataclass(frozen=True)
class Away:
    """A practitioner, room or device that is not there for a time (UTC); ``until`` None: for good."""

    resource_id: UUID
    since: datetime
    until: datetime | None


async def touched_by(work: Work, periods: Mapping[UUID, Away]) -> dict[UUID, Touched]:
    """The booked appointments that need a resource while it is away and that have not ended, by the keys given."""
    found = {key: Touched() for key in periods}
    if not periods:
        return found
    wanted = {
        "keys": list(periods),
        "resources": [each.resource_id for each in periods.values()],
        "starts": [each.since for each in periods.values()],
        "ends": [each.until for each in periods.values()],
    }
    rows: Sequence[Row] = (await work.execute(_TOUCHED, {**wanted, "now": work.now, "shown": SHOWN})).all()
    for row in rows:
        found[row.key].rows.append(row)
        found[row.key].in_all = row.in_all
    return found
