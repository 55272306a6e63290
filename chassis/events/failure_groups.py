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
    types: tuple[str, ...]
    """The types of the events that failed, or that the records claim to have; at most twenty."""
    failed: int
    """Events that failed, or records that are set aside."""
    parked: int
    """Events that wait behind those that failed."""
    first: datetime
    last: datetime
    """When the first and the last of them arrived, those that wait included; UTC."""


_GROUPS = text(
    "WITH mine AS (SELECT * FROM dead_letters WHERE consumer = :consumer),"
    " heads AS (SELECT DISTINCT ON (topic, key) id, topic, key, type, error_type, error_place FROM mine"
    " WHERE status <> 'set_aside' ORDER BY topic, key, id),"
    " failures AS (SELECT h.error_type, h.error_place, h.type, d.status, d.arrived_at"
    " FROM mine d JOIN heads h USING (topic, key) WHERE d.status <> 'set_aside'"
    " UNION ALL SELECT error_type, error_place, type, 'failed', arrived_at FROM mine WHERE status = 'set_aside')"
    " SELECT coalesce(error_type, '') AS type, coalesce(error_place, '') AS place,"
    " (array_agg(DISTINCT failures.type))[1:20] AS types,"
    " count(*) FILTER (WHERE status = 'failed') AS failed, count(*) FILTER (WHERE status = 'parked') AS parked,"
    " min(arrived_at) AS first, max(arrived_at) AS last FROM failures"
    " GROUP BY 1, 2 ORDER BY count(*) DESC, 1, 2"
)


_HEADS = text(
    "SELECT id FROM (SELECT DISTINCT ON (topic, key) id, error_type, error_place FROM dead_letters"
    " WHERE consumer = :consumer AND status <> 'set_aside' ORDER BY topic, key, id) AS heads"
    " WHERE coalesce(error_type, '') = :type AND coalesce(error_place, '') = :place"
    " UNION ALL SELECT id FROM dead_letters WHERE consumer = :consumer AND status = 'set_aside'"
    " AND coalesce(error_type, '') = :type AND coalesce(error_place, '') = :place ORDER BY id LIMIT :limit"
)


async def failure_groups(connection: Connection, consumer: str) -> Sequence[FailureGroup]:
    """The most frequent first. A parked event counts with the one it waits for."""
    rows = await connection.execute(_GROUPS, {"consumer": consumer})
    return [FailureGroup(**{**row._mapping, "types": tuple(row.types)}) for row in rows]


async def heads_of_group(connection: Connection, consumer: str, type: str, place: str, limit: int) -> Sequence[int]:
    """The dead letters of a group that a replay begins with: one for each key, and each record that is set aside."""
    asked = {"consumer": consumer, "type": type, "place": place, "limit": limit}
    return await connection.scalars(_HEADS, asked)
