"""The relay: takes what is queued in the outbox to Kafka, in order per key, and removes only what was acknowledged."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer
from sqlalchemy import text
from sqlalchemy.engine import Row

from chassis.backoff import Backoff, wait_for
from chassis.envelope import to_message
from chassis.ids import new_id
from chassis.leases import RENEW_SECONDS, Leases
from chassis.settings import Settings
from chassis.telemetry import Telemetry
from chassis.work import Transactions

log = structlog.get_logger()

_READ = text(
    "SELECT o.sequence, o.shard, e.id, e.aggregatetype AS topic, e.aggregateid AS key, e.type,"
    " e.payload::text AS payload, e.headers, e.recorded_at FROM outbox o JOIN event_log e ON e.id = o.event_id"
    " WHERE o.shard = ANY(:shards) AND o.sequence <> ALL(CAST(:flying AS bigint[])) ORDER BY o.sequence LIMIT :limit"
)
_DELETE = text("DELETE FROM outbox WHERE sequence = ANY(CAST(:sequences AS bigint[]))")
_LAZILY = text("SET LOCAL synchronous_commit = off")  # a delete that is lost is a duplicate, which the inbox drops
MOST_IN_FLIGHT = 4000


class SendFailed(Exception):
    """Kafka did not take an event: everything not acknowledged is to be read from the table again."""


@dataclass
class _Flight:
    """One run with one producer: what was sent and not yet acknowledged, and what was and is not yet deleted."""

    producer: AIOKafkaProducer
    sent: dict[int, int] = field(default_factory=dict)
    """Sequence to shard."""
    acknowledged: list[int] = field(default_factory=list)
    landed: asyncio.Event = field(default_factory=asyncio.Event)
    failure: BaseException | None = None


class Relay:
    """One of any number of relays of a service; each sends the shards of keys that it holds a lease on."""

    def __init__(self, transactions: Transactions, settings: Settings, telemetry: Telemetry) -> None:
        self._engine = transactions.engine
        self._settings = settings
        self._telemetry = telemetry
        self._leases = Leases(self._engine, new_id())
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()
        self.healthy = True
        """False while events cannot be sent."""

    def wake(self) -> None:
        """Look at the outbox now."""
        self._wake.set()

    def stop(self) -> None:
        """Send no more; what is in flight is waited for."""
        self._stopping.set()
        self._wake.set()

    async def run(self) -> None:
        """Relay until ``stop``. A broker or a database that is down is waited out, for ever."""
        backoff = Backoff(self._settings)
        while not self._stopping.is_set():
            try:
                await self._run_with_one_producer(backoff)
            except Exception as error:
                self.healthy = False
                self._telemetry.send_failures.inc()
                log.warning("relay_starts_again", error=repr(error))
                await wait_for(self._stopping, seconds=backoff.next())

    async def _run_with_one_producer(self, backoff: Backoff) -> None:
        flight = _Flight(
            AIOKafkaProducer(
                bootstrap_servers=self._settings.kafka_bootstrap,
                enable_idempotence=True,
                acks="all",
                max_batch_size=128 * 1024,
                request_timeout_ms=15_000,
            )
        )
        await flight.producer.start()
        helpers: list[asyncio.Task[None]] = []
        try:
            await self._leases.renew()
            helpers = [asyncio.create_task(self._keep_leases(flight)), asyncio.create_task(self._clear(flight))]
            await self._send_until_stopped(flight, backoff)
        finally:
            for helper in helpers:
                helper.cancel()
            await asyncio.gather(*helpers, return_exceptions=True)
            await _close(flight.producer)
        await self._delete(flight)
        await self._leases.leave()

    async def _send_until_stopped(self, flight: _Flight, backoff: Backoff) -> None:
        while not self._stopping.is_set():
            if flight.failure:
                raise SendFailed(repr(flight.failure)) from flight.failure
            self._wake.clear()
            room = MOST_IN_FLIGHT - len(flight.sent)
            rows = await self._read(flight, min(room, self._settings.batch_size)) if room > 0 else []
            for row in rows:
                await self._send(flight, row)
            self.healthy = True
            backoff.reset()
            if not rows:
                await wait_for(self._wake, flight.landed, seconds=self._settings.poll_seconds)
        while flight.sent.keys() - set(flight.acknowledged) and not flight.failure:
            flight.landed.clear()
            await wait_for(flight.landed, seconds=0.1)

    async def _read(self, flight: _Flight, limit: int) -> list[Row[Any]]:
        if not self._leases.held:
            return []
        async with self._engine.connect() as connection:
            found = await connection.execute(
                _READ, {"shards": sorted(self._leases.held), "flying": list(flight.sent), "limit": limit}
            )
            return list(found.all())

    async def _send(self, flight: _Flight, row: Row[Any]) -> None:
        message = to_message(
            id=row.id,
            type=row.type,
            topic=row.topic,
            key=row.key,
            payload=row.payload,
            headers=row.headers,
            at=row.recorded_at,
        )
        flight.sent[row.sequence] = row.shard
        future = await flight.producer.send(
            self._settings.topic_prefix + row.topic,
            value=message.value,
            key=row.key.encode(),
            headers=list(message.headers.items()),
        )
        future.add_done_callback(lambda done, sequence=row.sequence: self._landed(flight, sequence, done))

    def _landed(self, flight: _Flight, sequence: int, done: "asyncio.Future[Any]") -> None:
        if done.cancelled():
            flight.failure = flight.failure or asyncio.CancelledError()
        elif error := done.exception():
            flight.failure = error
            self._wake.set()
        else:
            flight.acknowledged.append(sequence)
            self._telemetry.events_sent.inc()
        flight.landed.set()

    async def _clear(self, flight: _Flight) -> None:
        """Delete what was acknowledged, in the background: nobody waits for it."""
        while True:
            await flight.landed.wait()
            flight.landed.clear()
            try:
                await self._delete(flight)
            except Exception as error:
                log.warning("outbox_delete_waits", error=repr(error))
                flight.landed.set()
                await asyncio.sleep(self._settings.retry_seconds)

    async def _delete(self, flight: _Flight) -> None:
        sequences = list(flight.acknowledged)
        if not sequences:
            return
        async with self._engine.begin() as connection:
            await connection.execute(_LAZILY)
            await connection.execute(_DELETE, {"sequences": sequences})
        del flight.acknowledged[: len(sequences)]
        for sequence in sequences:
            flight.sent.pop(sequence, None)

    async def _keep_leases(self, flight: _Flight) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            try:
                await self._leases.renew()
                idle = self._leases.surplus - set(flight.sent.values())
                if idle:
                    await self._leases.give_back(idle)
            except Exception as error:
                # The lease may run out meanwhile and another relay take the shard: events are repeated, not reordered.
                log.warning("lease_not_renewed", error=repr(error))


async def _close(producer: AIOKafkaProducer) -> None:
    """Stop a producer that may be waiting for a broker that is gone; what it still held is in the table."""
    try:
        await asyncio.wait_for(producer.stop(), timeout=5)
    except Exception as error:
        log.warning("producer_did_not_stop", error=repr(error))


async def outbox_state(transactions: Transactions) -> tuple[int, datetime | None]:
    """How many events are not yet on Kafka, and since when the oldest has waited."""
    async with transactions.engine.connect() as connection:
        row = (
            await connection.execute(
                text(
                    "SELECT count(*) AS depth, min(e.recorded_at) AS oldest"
                    " FROM outbox o JOIN event_log e ON e.id = o.event_id"
                )
            )
        ).one()
    return row.depth, row.oldest
