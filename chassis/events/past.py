"""A service's own history, the event log: queued once more for Kafka, or read by an operator who rebuilds copies."""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis.data.horizons import require_reach
from chassis.data.partitions import month_of
from chassis.data.tables import SHARDS
from chassis.events.envelope import Cause
from chassis.events.leases import no_relay
from chassis.work import Transactions

_QUEUE = text(
    "INSERT INTO outbox (sequence, shard, event_id)"
    " SELECT sequence, abs(hashtextextended(aggregatetype || '/' || aggregateid, 0) % :shards), id"
    " FROM event_log WHERE recorded_at >= :since ON CONFLICT DO NOTHING"
)
_PAST = "SELECT id, aggregatetype, aggregateid, type, payload::text AS payload, headers, sequence FROM event_log"
_BY_KEY = text(
    f"{_PAST} WHERE type = ANY(:types) AND recorded_at >= :since ORDER BY aggregatetype, aggregateid, sequence"
)
_LATER = text(
    f"{_PAST} WHERE sequence > :mark AND type = ANY(:types) AND recorded_at >= :since"  # noqa: S608  # constants
    " AND (aggregatetype, aggregateid) IN (SELECT * FROM unnest(CAST(:topics AS text[]), CAST(:keys AS text[])))"
    " ORDER BY sequence"
)
BEGINNING = datetime.min.replace(tzinfo=UTC)
"""Before every event."""


async def queue_again(transactions: Transactions, kept: timedelta) -> int:
    """Put the event log into the outbox again, in order, for a new broker; answers how many were not queued yet.

    For who starts a service's only workers. Consumers drop what they have seen; order per key is kept because the
    sequence numbers are the first ones. ``kept`` is for how long the event log is kept: a month that is overdue is not
    sent, for the consumers' inboxes are sure to reach back so far and no further.
    """
    async with transactions.engine.begin() as connection:
        return await _queue(connection, month_of(transactions.clock.now() - kept))


async def queue_again_by_order(engine: AsyncEngine, service: str, since: datetime) -> int:
    """The same for an operator, of what was recorded at or after ``since`` (UTC): only while nobody sends.

    A relay at work would send what is committed now before what is queued again, and a consumer that lags behind
    would consume the later event of a key first. Raises RelaysAtWork, or BeyondHorizon for what was deleted.
    """
    async with no_relay(engine, service) as connection:
        await require_reach(connection, service, "event_log", since)
        return await _queue(connection, since)


async def _queue(connection: AsyncConnection, since: datetime) -> int:
    return (await connection.execute(_QUEUE, {"shards": SHARDS, "since": since})).rowcount


@dataclass(frozen=True)
class PastEvent:
    """An event as its publisher remembers it."""

    id: UUID
    topic: str
    key: str
    type: str
    payload: str
    headers: dict[str, str]
    sequence: int

    @property
    def cause(self) -> Cause:
        """What handling it goes back to."""
        return Cause(self.headers.get("correlationid") or str(self.id), self.id)


class History:
    """What one publisher told of some types since a moment (UTC), whole keys at a time."""

    def __init__(self, engine: AsyncEngine, types: Collection[str], since: datetime, mark: int) -> None:
        self._engine = engine
        self._asked = {"types": sorted(types), "since": since}
        self._mark = mark

    @classmethod
    async def open(cls, engine: AsyncEngine, publisher: str, types: Collection[str], since: datetime) -> "History":
        """Have ``by_key`` tell all that is committed until now, and ``later`` all that comes after.

        Sequence numbers are not in the order of commits: appends that are under way are waited for, for an instant.
        Raises BeyondHorizon when some of it was deleted.
        """
        async with engine.begin() as connection:
            await require_reach(connection, publisher, "event_log", since)
            await connection.execute(text("LOCK TABLE event_log IN SHARE MODE"))
            mark = await connection.scalar(text("SELECT coalesce(max(sequence), 0) FROM event_log"))
        return cls(engine, types, since, mark or 0)

    async def by_key(self) -> AsyncIterator[list[PastEvent]]:
        """The events of one key after the other, each key's in order."""
        async with self._engine.connect() as connection:
            rows = await connection.stream(_BY_KEY, self._asked)
            key: list[PastEvent] = []
            async for row in rows:
                event = _past(row)
                if key and (event.topic, event.key) != (key[0].topic, key[0].key):
                    yield key
                    key = []
                key.append(event)
            if key:
                yield key

    async def later(self, places: Collection[tuple[str, str]]) -> list[PastEvent]:
        """What was committed after the mark for these topics and keys, in order."""
        topics, keys = zip(*places, strict=True)
        asked = {**self._asked, "mark": self._mark, "topics": list(topics), "keys": list(keys)}
        async with self._engine.connect() as connection:
            return [_past(row) for row in await connection.execute(_LATER, asked)]


def _past(row: Row[Any]) -> PastEvent:
    return PastEvent(row.id, row.aggregatetype, row.aggregateid, row.type, row.payload, row.headers, row.sequence)
