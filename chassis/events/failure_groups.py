"""Dead letters grouped by how they failed, for an operator who looks for causes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from chassis.data.database import Connection


@dataclass(frozen=True)
class FailureGroup:
    """Dead letters that failed in the same way."""

    type: str
    """The error's class; for records that are set aside, with the reason."""
    place: str
    """Where in our code it was raised."""
    failed: int
    """Events that failed, or records that are set aside."""
    parked: int
    """Events that wait behind those that failed."""
    first: datetime
    last: datetime
    """When the first and the last of them arrived, those that wait included; UTC."""


_GROUPS = text(
    "WITH mine AS (SELECT * FROM dead_letters WHERE consumer = :consumer),"
    " heads AS (SELECT DISTINCT ON (topic, key) topic, key, error_type, error_place FROM mine"
    " WHERE status <> 'set_aside' ORDER BY topic, key, id),"
    " failures AS (SELECT h.error_type, h.error_place, d.status, d.arrived_at"
    " FROM mine d JOIN heads h USING (topic, key) WHERE d.status <> 'set_aside'"
    " UNION ALL SELECT error_type, error_place, 'failed', arrived_at FROM mine WHERE status = 'set_aside')"
    " SELECT coalesce(error_type, '') AS type, coalesce(error_place, '') AS place,"
    " count(*) FILTER (WHERE status = 'failed') AS failed, count(*) FILTER (WHERE status = 'parked') AS parked,"
    " min(arrived_at) AS first, max(arrived_at) AS last FROM failures"
    " GROUP BY 1, 2 ORDER BY count(*) DESC, 1, 2"
)


async def failure_groups(connection: Connection, consumer: str) -> Sequence[FailureGroup]:
    """The most frequent first. A parked event counts with the one it waits for."""
    rows = await connection.execute(_GROUPS, {"consumer": consumer})
    return [FailureGroup(**row._mapping) for row in rows]
