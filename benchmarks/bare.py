"""The side without guarantees: commit, then produce; offsets are committed automatically, before or after the effect.

It is as fast as possible: aiokafka's default acks=1, no wait for the broker's answer, no envelope, no headers, no
spans, no types applied by FastStream; the JSON is the same.
"""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from aiokafka import AIOKafkaProducer
from faststream.kafka import KafkaBroker
from faststream.kafka.schemas import Topic

from benchmarks.effects import REACTIONS, record_session
from benchmarks.measured import Site, Stamps
from chassis.data.database import Database
from contracts.booking.sessions import SessionPerformed


def engine_for(site: Site, service: str) -> Database:
    """As the chassis opens its own."""
    settings = site.settings(service)
    return Database(settings.database_url.get_secret_value(), settings.pool_size, f"bare-{service}")


class Commands:
    """A transaction with the effect, then the event to Kafka."""

    def __init__(self, engine: Database, producer: AIOKafkaProducer, topic: str) -> None:
        self._engine = engine
        self._producer = producer
        self._topic = topic

    async def record(self, patient: UUID) -> tuple[UUID, float]:
        """Killed between the two, the event is lost."""
        async with self._engine.begin() as connection:
            event = await record_session(connection, patient, datetime.now(UTC))
        committed = time.time()
        await self._producer.send(self._topic, value=event.model_dump_json().encode(), key=event.key.encode())
        return event.session_id, committed


@asynccontextmanager
async def open_publisher(site: Site) -> AsyncIterator[Commands]:
    """booking's API process, without HTTP."""
    engine = engine_for(site, "booking")
    producer = AIOKafkaProducer(bootstrap_servers=site.kafka)
    await producer.start()
    try:
        yield Commands(engine, producer, site.prefix + SessionPerformed.topic)
    finally:
        await producer.stop()
        await engine.dispose()


async def _parsed(message: Any) -> SessionPerformed:
    return SessionPerformed.model_validate_json(message.body)


@asynccontextmanager
async def open_worker(site: Site, name: str) -> AsyncIterator[Stamps]:
    """A FastStream subscriber with its defaults: one message at a time, auto-commit; a transaction a message."""
    stamps = Stamps()
    engine = engine_for(site, name)
    broker = KafkaBroker(site.kafka, logger=None, apply_types=False)
    react = REACTIONS[name]

    @broker.subscriber(
        Topic(site.prefix + SessionPerformed.topic, declare=False),
        group_id=site.prefix + name,
        auto_offset_reset="earliest",
        decoder=_parsed,
    )
    async def take(event: SessionPerformed) -> None:
        async with engine.begin() as connection:
            await react(connection, event)
            stamps.applied(event.session_id)
        stamps.settle()

    await broker.start()
    try:
        yield stamps
    finally:
        await broker.stop()
        await engine.dispose()
