"""The floor with guarantees: a script of plain asyncpg and aiokafka that loses nothing and does nothing twice.

Outbox in the transaction, a relay that sends without waiting for the answer before, an inbox and the effects in one
transaction, offsets after it. There is nothing else: one relay only, no order per key over a failed send, no dead
letters, no retries, no schemas, no metrics. What the chassis costs above this is the price of those.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from benchmarks.measured import COMMANDS_AT_ONCE, Site, Stamps
from chassis.data.database import dsn_of
from chassis.ids import new_id
from contracts.booking.sessions import SessionPerformed

_ONE = str(UUID(int=1))
_EFFECTS: dict[str, tuple[str, Callable[[UUID, dict[str, Any]], Sequence[Any]]]] = {
    "booking": (
        "INSERT INTO follow_ups (after_session_id, patient_id, number) VALUES ($1, $2, $3)",
        lambda session, body: (session, UUID(body["patient_id"]), body["number"] + 1),
    ),
    "screening": (
        "UPDATE clearances SET spent_by = $1 WHERE patient_id = $2",
        lambda session, body: (session, UUID(body["patient_id"])),
    ),
    "notifications": (
        "INSERT INTO messages (session_id, patient_id, template, about) VALUES ($1, $2, 'aftercare_evening', $3)",
        lambda session, body: (session, UUID(body["patient_id"]), datetime.fromisoformat(body["performed_at"])),
    ),
}
"""The statement of each service's reaction, as in effects.py, and its values."""


class Commands:
    """A transaction with the effect and the outbox."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", written: asyncio.Event) -> None:
        self._pool = pool
        self._written = written

    async def record(self, patient: UUID) -> tuple[UUID, float]:
        """Two statements of effect and one of outbox."""
        session, now = new_id(), datetime.now(UTC)
        async with self._pool.acquire() as connection, connection.transaction():
            number = await connection.fetchval(
                "UPDATE courses SET performed = performed + 1 WHERE patient_id = $1 RETURNING performed", patient
            )
            await connection.execute(
                "INSERT INTO sessions (id, patient_id, number, depth_mm, performed_at) VALUES ($1, $2, $3, 1.5, $4)",
                *(session, patient, number, now),
            )
            await connection.execute(
                "INSERT INTO script_outbox (id, key, body) VALUES ($1, $2, $3)",
                *(new_id(), str(patient), _body(session, patient, number, now)),
            )
        self._written.set()
        return session, time.time()


def _body(session: UUID, patient: UUID, number: int, now: datetime) -> bytes:
    fields = {
        "session_id": str(session),
        "appointment_id": _ONE,
        "course_id": _ONE,
        "number": number,
        "patient_id": str(patient),
        "clinic_id": _ONE,
        "practitioner_id": _ONE,
        "device_id": _ONE,
        "modality": "pen",
        "area": "face",
        "depth_mm": "1.5",
        "overridden": False,
        "performed_at": now.isoformat(),
    }
    return json.dumps(fields).encode()


@asynccontextmanager
async def open_publisher(site: Site) -> AsyncIterator[Commands]:
    """booking's API process, without HTTP."""
    dsn = dsn_of(site.databases["booking"])
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(
            asyncpg.create_pool(dsn, min_size=COMMANDS_AT_ONCE, max_size=COMMANDS_AT_ONCE)
        )
        telling = await asyncpg.connect(dsn)
        stack.push_async_callback(telling.close)
        written = asyncio.Event()
        await stack.enter_async_context(_running(_tell(telling, written)))
        yield Commands(pool, written)


async def _tell(connection: "asyncpg.Connection[asyncpg.Record]", written: asyncio.Event) -> None:
    while True:
        await written.wait()
        written.clear()
        await connection.execute("NOTIFY script_outbox")
        await asyncio.sleep(0.001)


@asynccontextmanager
async def open_worker(site: Site, name: str) -> AsyncIterator[Stamps]:
    """booking's worker has the relay; every worker that reacts has a consumer."""
    stamps = Stamps()
    async with AsyncExitStack() as stack:
        if name == "booking":
            await stack.enter_async_context(_running(_relay(site)))
        if name in site.reacting:
            await stack.enter_async_context(_running(_consume(site, name, stamps)))
        yield stamps


@asynccontextmanager
async def _running(work: Any) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _relay(site: Site) -> None:
    dsn = dsn_of(site.databases["booking"])
    reading, deleting = await asyncpg.connect(dsn), await asyncpg.connect(dsn)
    await deleting.execute("SET synchronous_commit = off")
    written = asyncio.Event()
    await reading.add_listener("script_outbox", lambda *_: written.set())
    producer = AIOKafkaProducer(bootstrap_servers=site.kafka, enable_idempotence=True, acks="all")
    await producer.start()
    sent: set[int] = set()
    acknowledged: list[int] = []
    topic = site.prefix + SessionPerformed.topic
    try:
        while True:
            written.clear()
            rows = await reading.fetch(
                "SELECT position, id, key, body FROM script_outbox WHERE position <> ALL($1)"
                " ORDER BY position LIMIT 1000",
                list(sent),
            )
            for position, id, key, body in rows:
                sent.add(position)
                answer = await producer.send(topic, body, key=key.encode(), headers=[("ce_id", id.bytes)])
                answer.add_done_callback(lambda _, position=position: acknowledged.append(position))
            if acknowledged:
                done, acknowledged[:] = acknowledged[:], []
                await deleting.execute("DELETE FROM script_outbox WHERE position = ANY($1)", done)
                sent.difference_update(done)
            if len(rows) < 100:
                try:
                    await asyncio.wait_for(written.wait(), 0.2)
                except TimeoutError:
                    continue
    finally:
        await producer.stop()


async def _consume(site: Site, name: str, stamps: Stamps) -> None:
    connection = await asyncpg.connect(dsn_of(site.databases[name]))
    statement, values = _EFFECTS[name]
    consumer = AIOKafkaConsumer(
        site.prefix + SessionPerformed.topic,
        bootstrap_servers=site.kafka,
        group_id=site.prefix + name,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    await consumer.start()
    committing: asyncio.Task[None] | None = None
    try:
        while True:
            batches = await consumer.getmany(timeout_ms=100, max_records=500)
            records = {UUID(bytes=each.headers[0][1]): each for batch in batches.values() for each in batch}
            if not records:
                continue
            async with connection.transaction():
                new = await connection.fetch(
                    "INSERT INTO script_inbox SELECT * FROM unnest($1::uuid[]) ON CONFLICT DO NOTHING RETURNING id",
                    list(records),
                )
                bodies = [json.loads(records[row["id"]].value) for row in new]
                sessions = [UUID(body["session_id"]) for body in bodies]
                await connection.executemany(statement, list(map(values, sessions, bodies)))
            for session in sessions:
                stamps.applied(session)
            stamps.settle()
            if committing is None or committing.done():
                committing = asyncio.create_task(consumer.commit())
    finally:
        await consumer.stop()
        await connection.close()
