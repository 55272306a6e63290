"""The appointments ahead that a change of the diary touches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.work import Work

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
