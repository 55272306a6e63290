"""The relay: sends the events in the outbox to Kafka, in order per key, and deletes only what was acknowledged."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer
from sqlalchemy import text

from chassis.events.envelope import to_message
from chassis.events.kafka import connection_of, explaining_failure
from chassis.events.leases import RENEW_SECONDS, Leases
from chassis.events.outbox import Outbox
from chassis.events.rate import Rate
from chassis.ids import new_id
from chassis.run.backoff import Backoff, wait_for
from chassis.run.logs import describe
from chassis.run.settings import Settings
from chassis.run.telemetry import Telemetry
from chassis.work import Transactions

log = structlog.get_logger()

MOST_IN_FLIGHT = 4000
GATHER_SECONDS = 0.005
"""How long a busy relay lets events accumulate before it reads again."""
DELETE_SECONDS = 0.1
"""How long acknowledged events accumulate before they are deleted; nothing waits for the delete."""
STOP_SECONDS = 5.0
"""How long a stop waits for events in flight; the next relay sends those that are not acknowledged by then again."""
STUCK_SECONDS = 5.0
"""Kafka counts as not answering when nothing in flight is acknowledged for this long."""


class SendFailed(Exception):
    """Kafka refused an event: everything that is not acknowledged must be read from the table again."""


@dataclass
class _Flight:
    """One run with one producer: events in flight, and acknowledged events that are not yet deleted."""

    producer: AIOKafkaProducer
    sent: dict[int, int] = field(default_factory=dict)
    """Sequence to shard."""
    acknowledged: list[int] = field(default_factory=list)
    landed: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when acknowledged events wait to be deleted."""
    deleted: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when more events may be sent."""
    failure: BaseException | None = None
    moved_at: float = field(default_factory=time.monotonic)
    """When an event was last acknowledged, or sent while nothing was in flight."""

    @property
    def unacknowledged(self) -> int:
        return len(self.sent) - len(self.acknowledged)

    def fail(self, error: BaseException) -> None:
        """Stop sending: an event after the failed one would overtake it."""
        self.failure = self.failure or error
        sender = self.producer._sender.sender_task
        if sender is not None:
            sender.cancel()


class Relay:
    """One of any number of relays of a service; each sends the shards of keys that it holds a lease on."""

    def __init__(self, transactions: Transactions, settings: Settings, telemetry: Telemetry) -> None:
        self._engine = transactions.database
        self._settings = settings
        self._telemetry = telemetry
        self._leases = Leases(self._engine, new_id())
        self._outbox = Outbox(settings)
        self._rate = Rate()
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._flight: _Flight | None = None
        self._failed_by: str | None = None

    @property
    def trouble(self) -> str | None:
        """None while events can be sent; otherwise a sentence, with the cause where it is known."""
        if self._failed_by:
            return f"events cannot be sent: {self._failed_by}"
        flight = self._flight
        stuck = flight and flight.unacknowledged > 0 and time.monotonic() - flight.moved_at > STUCK_SECONDS
        return "events cannot be sent" if stuck else None

    async def connected(self) -> bool:
        """Whether Kafka can be reached, over an open connection or a new one."""
        if self._flight is None:
            return False
        client = self._flight.producer.client
        node = client.get_random_node()
        return node is not None and bool(await client.ready(node))

    def wake(self) -> None:
        """Read the outbox without waiting for the next poll."""
        self._wake.set()

    def stop(self) -> None:
        """Send no more; wait a limited time for events in flight."""
        self._stopping.set()
        self._wake.set()

    async def run(self) -> None:
        """Relay until ``stop``. Waits without limit while the broker or the database is down."""
        sending = asyncio.create_task(self._run_again_and_again())
        stopped = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait([sending, stopped], return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait([sending], timeout=STOP_SECONDS)
        finally:
            stopped.cancel()
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            await self._leave()
        if not sending.cancelled():
            sending.result()

    async def _leave(self) -> None:
        """Release our shards now; without a database, others take them when the leases end."""
        try:
            async with asyncio.timeout(2):
                await self._leases.leave()
        except Exception as error:
            log.info("leases_not_given_back", error=describe(error))

    async def _run_again_and_again(self) -> None:
        backoff = Backoff(self._settings)
        while not self._stopping.is_set():
            try:
                await self._run_with_one_producer(backoff)
            except Exception as error:
                self._failed_by = type(error.__cause__ if isinstance(error, SendFailed) else error).__name__
                self._telemetry.send_failures.inc()
                log.warning("relay_starts_again", error=describe(error), cause=type(error.__cause__).__name__)
                await wait_for(self._stopping, seconds=backoff.next())

    async def _run_with_one_producer(self, backoff: Backoff) -> None:
        flight = self._flight = _Flight(
            AIOKafkaProducer(
                **connection_of(self._settings),
                enable_idempotence=True,
                acks="all",
                max_batch_size=128 * 1024,
                request_timeout_ms=15_000,
            )
        )
        helpers: list[asyncio.Task[None]] = []
        try:
            async with explaining_failure(self._settings):
                await flight.producer.start()
            await self._leases.renew()
            helpers = [asyncio.create_task(self._keep_leases(flight)), asyncio.create_task(self._clear(flight))]
            await self._send_until_stopped(flight, backoff)
        finally:
            for helper in helpers:
                helper.cancel()
            await asyncio.gather(*helpers, return_exceptions=True)
            self._flight = None
            await _close(flight.producer)
            await self._delete_at_the_end(flight)
            self._outbox.close()

    async def _send_until_stopped(self, flight: _Flight, backoff: Backoff) -> None:
        while not self._stopping.is_set():
            if flight.failure:
                raise SendFailed(type(flight.failure).__name__) from flight.failure
            self._wake.clear()
            flight.deleted.clear()
            room = MOST_IN_FLIGHT - len(flight.sent)
            rows = await self._read(flight, min(room, self._settings.batch_size)) if room > 0 else []
            for row in rows:
                await self._send(flight, row)
            self._failed_by = None
            backoff.reset()
            await self._rate.gather(len(rows), GATHER_SECONDS)
            if room <= 0:
                await wait_for(flight.deleted, self._wake, seconds=self._settings.poll_seconds)
            elif len(rows) < min(
                room, self._settings.batch_size
            ):  # the outbox is read to its end; the next commit wakes this loop
                await wait_for(self._wake, seconds=self._settings.poll_seconds)
        while flight.sent and not flight.failure:
            flight.deleted.clear()
            await wait_for(flight.deleted, seconds=0.05)

    async def _read(self, flight: _Flight, limit: int) -> list[Any]:
        return await self._outbox.read(self._leases.held, flight.sent, limit) if self._leases.held else []

    async def _send(self, flight: _Flight, row: Any) -> None:
        message = to_message(
            id=row["id"],
            type=row["type"],
            topic=row["topic"],
            key=row["key"],
            payload=row["payload"],
            headers=json.loads(row["headers"]),
            at=row["recorded_at"],
        )
        sequence = row["sequence"]
        if not flight.unacknowledged:
            flight.moved_at = time.monotonic()
        flight.sent[sequence] = row["shard"]
        future = await flight.producer.send(
            self._settings.topic_prefix + row["topic"],
            value=message.value,
            key=row["key"].encode(),
            headers=message.headers,
        )
        future.add_done_callback(lambda done: self._landed(flight, sequence, done))

    def _landed(self, flight: _Flight, sequence: int, done: "asyncio.Future[Any]") -> None:
        error = asyncio.CancelledError() if done.cancelled() else done.exception()
        if error:
            flight.fail(error)
            self._wake.set()
            return
        flight.acknowledged.append(sequence)
        flight.moved_at = time.monotonic()
        flight.landed.set()
        self._telemetry.events_sent.inc()

    async def _clear(self, flight: _Flight) -> None:
        """Delete acknowledged events in the background; nothing waits for it."""
        while True:
            await flight.landed.wait()
            flight.landed.clear()
            try:
                await self._delete(flight)
                await asyncio.sleep(DELETE_SECONDS)
            except Exception as error:
                log.warning("outbox_delete_waits", error=describe(error))
                flight.landed.set()
                await asyncio.sleep(self._settings.retry_seconds)

    async def _delete(self, flight: _Flight) -> None:
        sequences = list(flight.acknowledged)
        if not sequences:
            return
        await self._outbox.delete(sequences)
        del flight.acknowledged[: len(sequences)]
        for sequence in sequences:
            flight.sent.pop(sequence, None)
        flight.deleted.set()

    async def _delete_at_the_end(self, flight: _Flight) -> None:
        """Rows that stay because the database is unavailable are sent again, and consumers' inboxes drop them."""
        try:
            async with asyncio.timeout(2):
                await self._delete(flight)
        except Exception as error:
            log.info("outbox_not_cleared", error=describe(error))

    async def _keep_leases(self, flight: _Flight) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            try:
                await self._leases.renew()
                idle = self._leases.surplus - set(flight.sent.values())
                if idle:
                    await self._leases.give_back(idle)
            except Exception as error:
                # If the lease expires meanwhile, another relay takes the shard: events are repeated, never reordered.
                log.warning("lease_not_renewed", error=describe(error))


async def _close(producer: AIOKafkaProducer) -> None:
    """Stop a producer without sending its buffer: those events are in the table, perhaps after one that failed."""
    sender = producer._sender.sender_task
    try:
        if sender is not None:
            sender.cancel()
        async with asyncio.timeout(2):
            await producer.client.close()  # ends requests that wait for an answer
        async with asyncio.timeout(2):
            await producer.stop()
    except Exception as error:
        log.warning("producer_did_not_stop", error=describe(error))


async def outbox_state(transactions: Transactions) -> tuple[int, datetime | None]:
    """How many events are not yet on Kafka, and since when the oldest waits."""
    async with transactions.database.connect() as connection:
        row = (
            await connection.execute(
                text(
                    "SELECT count(*) AS depth, min(e.recorded_at) AS oldest"
                    " FROM outbox o JOIN event_log e ON e.id = o.event_id"
                )
            )
        ).one()
    return row.depth, row.oldest
