"""Observes the events: a plain Kafka consumer that belongs to no group and changes nothing.

Each is validated against the published schema of its type.
"""

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from aiokafka import AIOKafkaConsumer

from chassis.events.envelope import from_record
from contracts.registry import BY_TYPE, TOPICS
from needlepoint.services import listeners
from needlepoint.trial.embedded.kafka import FETCH_WAIT_MS
from needlepoint.trial.published_schemas import violations


@dataclass(frozen=True)
class Flowed:
    """An event that was seen on Kafka."""

    publisher: str
    name: str
    consumed_by: tuple[str, ...]


class Tap:
    """Everything that is on the topics, each event once, in the order in which it was seen."""

    def __init__(self, client: Mapping[str, Any], topic_prefix: str = "") -> None:
        self._consumer = AIOKafkaConsumer(
            *[topic_prefix + topic for topic in TOPICS],
            **client,
            auto_offset_reset="earliest",
            metadata_max_age_ms=500,
            fetch_max_wait_ms=FETCH_WAIT_MS,
        )
        self.violations: list[str] = []
        """Violations of published schemas, a sentence each, with the event and the path."""
        self._prefix = topic_prefix
        self._seen: set[str] = set()
        self._arrived = asyncio.Event()
        self._flowed: list[Flowed] = []
        self._reading: asyncio.Task[None] | None = None
        self._consumed_by = {
            event.type_name(): tuple(sorted(name for name, events in listeners().items() if event in events))
            for event in BY_TYPE.values()
        }

    async def __aenter__(self) -> Self:
        await self._consumer.start()
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._reading:
            self._reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reading
        await self._consumer.stop()

    @property
    def seen(self) -> int:
        """How many different events there were so far."""
        return len(self._seen)

    async def drain(self, sent: int) -> list[Flowed]:
        """What has flowed since the last time, when ``sent`` events in all are on Kafka. They come within a second."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1):
                while len(self._seen) < sent:
                    self._arrived.clear()
                    await self._arrived.wait()
        flowed, self._flowed = self._flowed, []
        return flowed

    async def _read(self) -> None:
        async for record in self._consumer:
            delivery = from_record(
                record.topic.removeprefix(self._prefix),
                record.partition,
                record.offset,
                record.key,
                record.value,
                record.headers,
            )
            self.violations += violations(delivery)
            event = BY_TYPE.get(delivery.type)
            if event and str(delivery.event_id) not in self._seen:
                self._seen.add(str(delivery.event_id))
                self._arrived.set()
                publisher = event.topic.split(".")[0]
                self._flowed.append(Flowed(publisher, event.__name__, self._consumed_by[delivery.type]))
