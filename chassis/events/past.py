"""A service's history, the event log: queued for Kafka again, or read to rebuild projections."""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from chassis.data.database import Connection, Database
from chassis.data.horizons import require_reach
from chassis.data.partitions import month_of
from chassis.data.rows import Row
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
    f"{_PAST} WHERE type = ANY(:types) AND recorded_at >= :since"
    " ORDER BY max(sequence) OVER (PARTITION BY aggregatetype, aggregateid), aggregatetype, aggregateid, sequence"
)
_LATER = text(
    f"{_PAST} WHERE sequence > :mark AND type = ANY(:types) AND recorded_at >= :since"  # noqa: S608  # constants
    " AND (aggregatetype, aggregateid) IN (SELECT * FROM unnest(CAST(:topics AS text[]), CAST(:keys AS text[])))"
    " ORDER BY sequence"
)
BEGINNING = datetime.min.replace(tzinfo=UTC)
"""Before every event."""


async def queue_again(transactions: Transactions, kept: timedelta) -> int:
    """Put the event log into the outbox again, in order, for a new broker; returns how many events that added.

    Call it only where no other worker of the service runs. Consumers drop events that they have seen, and order per key
    is kept because events keep their sequence numbers. ``kept`` is the retention of the event log: older months are not
    sent, because the consumers' inboxes may not reach back further.
    """
    async with transactions.database.begin() as connection:
        return await _queue(connection, month_of(transactions.clock.now() - kept))


async def queue_again_by_order(engine: Database, service: str, since: datetime) -> int:
    """The same for an operator, for events recorded at or after ``since`` (UTC), while no relay is running.

    A running relay would send new events before those that are queued again, and a consumer that lags behind would
    consume the later event of a key first. Raises RelaysAtWork, or BeyondHorizon when events were deleted.
    """
    async with no_relay(engine, service) as connection:
        await require_reach(connection, service, "event_log", since)
        return await _queue(connection, since)


async def _queue(connection: Connection, since: datetime) -> int:
    return (await connection.execute(_QUEUE, {"shards": SHARDS, "since": since})).rowcount


@dataclass(frozen=True)
class PastEvent:
    """An event as stored in its publisher's event log."""

    id: UUID
    topic: str
    key: str
    type: str
    payload: str
    headers: dict[str, str]
    sequence: int

    @property
    def cause(self) -> Cause:
        """The cause to handle it under."""
        return Cause(self.headers.get("correlationid") or str(self.id), self.id)


class History:
    """The events of some types that one publisher recorded since a moment (UTC), whole keys at a time."""

    def __init__(self, engine: Database, types: Collection[str], since: datetime, mark: int) -> None:
        self._engine = engine
        self._asked = {"types": sorted(types), "since": since}
        self._mark = mark

    @classmethod
    async def open(cls, engine: Database, publisher: str, types: Collection[str], since: datetime) -> "History":
        """``by_key`` will return all that is committed until now, and ``later`` all that follows.

        Sequence numbers are not in the order of commits, so this waits briefly for appends in progress. Raises
        BeyondHorizon when some of the events were deleted.
        """
        async with engine.begin() as connection:
            await require_reach(connection, publisher, "event_log", since)
            await connection.execute(text("SELECT hold('event_log', 'SHARE')"))
            mark = await connection.scalar(text("SELECT coalesce(max(sequence), 0) FROM event_log"))
        return cls(engine, types, since, mark or 0)

    async def by_key(self) -> AsyncIterator[list[PastEvent]]:
        """The events of one key after the other, each key's in order; the key whose last event is oldest comes first.

        So the key of a record that ended comes before the key under which its publisher went on.
        """
        async with self._engine.begin() as connection:
            key: list[PastEvent] = []
            async for row in connection.stream(_BY_KEY, self._asked):
                event = _past(row)
                if key and (event.topic, event.key) != (key[0].topic, key[0].key):
                    yield key
                    key = []
                key.append(event)
            if key:
                yield key

    async def later(self, places: Collection[tuple[str, str]]) -> list[PastEvent]:
        """The events of these topics and keys that were committed after the mark, in order."""
        topics, keys = zip(*places, strict=True)
        asked = {**self._asked, "mark": self._mark, "topics": list(topics), "keys": list(keys)}
        async with self._engine.connect() as connection:
            return [_past(row) for row in await connection.execute(_LATER, asked)]


def _past(row: Row) -> PastEvent:
    return PastEvent(row.id, row.aggregatetype, row.aggregateid, row.type, row.payload, row.headers, row.sequence)
