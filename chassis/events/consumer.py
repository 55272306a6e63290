"""Consumes events from Kafka: a FastStream subscriber in batches, whose offsets follow the commits of the inbox."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.message import FAKE_CONSUMER, KafkaMessage
from faststream.kafka.schemas import Topic

from chassis.events.envelope import Delivery, from_record
from chassis.events.inbox import Inbox
from chassis.events.kafka import security_of
from chassis.events.rate import Rate
from chassis.events.record_batches import survive_every_batch
from chassis.run.logs import describe
from chassis.run.settings import Settings
from chassis.run.telemetry import Telemetry

log = structlog.get_logger()
survive_every_batch()

GATHER_SECONDS = 0.02
"""How long a busy consumer waits for a batch to fill."""
DRAIN_SECONDS = 5.0
"""How long a stop waits for the current batch, then for its offsets, then for leaving the group."""


async def _as_it_came(records: Any) -> KafkaMessage:
    """Passes records on unparsed: FastStream's parser raises on a header that is not text, and the batch is lost."""
    return KafkaMessage(body=b"", raw_message=records, consumer=FAKE_CONSUMER)


async def _as_it_is(message: Any) -> Any:
    return message.raw_message


class _Troubles:
    """FastStream's logger, reduced to the reasons why nothing arrives from Kafka, such as a missing ACL."""

    def log(self, level: int, message: object, /, *, exc_info: object = None, extra: object = None) -> None:
        if isinstance(exc_info, KafkaError):
            log.warning("consumer_waits", error=describe(exc_info))


class _Offsets(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka is untyped
    """Offsets of events that took effect. Committed at intervals, before partitions are revoked, and at the end.

    A late commit only means that events are delivered again after a crash, and the inbox drops them.
    """

    def __init__(self) -> None:
        self.consumer: AIOKafkaConsumer | None = None
        self.idle = asyncio.Event()
        self.idle.set()
        self.reached: dict[TopicPartition, int] = {}
        self._done: dict[TopicPartition, int] = {}
        self._committing = asyncio.Lock()

    def add(self, records: Any) -> None:
        for record in records:
            self._done[TopicPartition(record.topic, record.partition)] = record.offset + 1
        self.reached.update(self._done)

    async def commit(self) -> None:
        """Commit what was done; returns once it is committed, also when another call had begun to commit it.

        A commit waits behind a fetch that Kafka holds open. A member that left the group meanwhile would lose it.
        """
        async with self._committing:
            await self._commit()

    async def _commit(self) -> None:
        done, self._done = self._done, {}
        mine = self.consumer.assignment() if self.consumer else ()
        done = {place: offset for place, offset in done.items() if place in mine}
        if self.consumer is None or not done:
            return
        try:
            await self.consumer.commit(done)
        except KafkaError as error:
            log.info("offsets_not_committed", error=repr(error))
            self._done = done | self._done  # retried next time, if the partitions are still assigned to us

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Finish the current batch, so that the next owner of its partitions starts after it."""
        try:
            async with asyncio.timeout(5):
                await self.idle.wait()
        except TimeoutError:
            log.info("partitions_lost_within_a_batch")
        await self.commit()

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Forget old positions: other members may have got further, and consuming starts at what they committed."""
        self.reached.clear()
        self._done.clear()

    async def reached_in(self, places: list[TopicPartition]) -> dict[TopicPartition, int]:
        """The offset after the last event that took effect here, or else the group's committed offset.

        All missing offsets are requested at once, because each request waits behind a fetch that Kafka holds open.
        """
        consumer = self.consumer
        unknown = [place for place in places if place not in self.reached]
        if consumer is not None and unknown:
            found = {place: await _committed(consumer, place) for place in unknown}
            never = [place for place, offset in found.items() if offset is None]
            starts = await consumer.beginning_offsets(never) if never else {}
            for place, offset in found.items():
                self.reached.setdefault(place, starts[place] if offset is None else offset)
        return {place: self.reached.get(place, 0) for place in places}


async def _committed(consumer: AIOKafkaConsumer, place: TopicPartition) -> int | None:
    async with asyncio.timeout(1):
        offset: int | None = await consumer.committed(place)
        return offset


async def _cut(consumer: AIOKafkaConsumer | None) -> None:
    """Close a consumer's fetcher and connections without a request to Kafka."""
    for part in (consumer._fetcher, consumer._client) if consumer is not None else ():
        with suppress(Exception):
            async with asyncio.timeout(1):
                await part.close()


@dataclass
class Taken:
    """What of a topic a worker takes. The topic's name includes its prefix."""

    topic: str
    partitions: list[int] = field(default_factory=list)
    waiting: int | None = None
    """Events in them that have not taken effect here; None until Kafka has said where they end."""


class EventConsumer:
    """All topics that a service listens to, as one member of the service's consumer group."""

    def __init__(
        self, group: str, topics: tuple[str, ...], inbox: Inbox, settings: Settings, telemetry: Telemetry
    ) -> None:
        self._inbox = inbox
        self._settings = settings
        self._telemetry = telemetry
        self._offsets = _Offsets()
        self._stopping = False
        self._broken = False
        self._rate = Rate()
        self.broker = KafkaBroker(
            settings.kafka_bootstrap,
            security=security_of(settings),
            consumer_only=True,
            allow_auto_create_topics=False,
            client_id=f"needlepoint-{group}",
            logger=_Troubles(),
            apply_types=False,
        )
        self._subscriber = self.broker.subscriber(
            *[Topic(settings.topic_prefix + topic, declare=False) for topic in topics],
            group_id=f"{settings.topic_prefix}{group}",
            batch=True,
            max_records=settings.batch_size,
            batch_timeout_ms=500,
            auto_offset_reset="earliest",
            fetch_max_wait_ms=settings.fetch_wait_ms,
            ack_policy=AckPolicy.MANUAL,
            session_timeout_ms=settings.session_timeout_ms,
            heartbeat_interval_ms=settings.session_timeout_ms // 4,
            listener=self._offsets,
            parser=_as_it_came,
            decoder=_as_it_is,
            title=f"{group}-events",
        )
        self._subscriber(self._take)

    async def _take(self, records: Any) -> None:
        if self._stopping or self._broken:
            return
        self._offsets.consumer = self._subscriber.consumer
        self._offsets.idle.clear()
        try:
            await self._inbox.take([self._delivery(record) for record in records])
            self._offsets.add(records)
        except Exception as error:
            # FastStream would go on with the next batch, whose offsets would cover this one: take no more batches.
            self._broken = True
            log.error("consumer_broken", error=describe(error), exc_info=error)
            return
        finally:
            self._offsets.idle.set()
        await self._rate.gather(len(records), GATHER_SECONDS)

    def _delivery(self, record: Any) -> Delivery:
        topic = record.topic.removeprefix(self._settings.topic_prefix)
        return from_record(topic, record.partition, record.offset, record.key, record.value, record.headers)

    async def commit_now_and_then(self) -> None:
        """Commit offsets every ``commit_seconds``, until cancelled."""
        while True:
            await asyncio.sleep(self._settings.commit_seconds)
            await self._offsets.commit()

    async def stop(self) -> None:
        """Finish the current batch, take no more, commit, and leave the group.

        Does not wait for a batch that waits for the database: it will be delivered again, to another member. Nor for a
        broker that does not answer: the group notices by its session timeout.
        """
        self._stopping = True
        try:
            async with asyncio.timeout(DRAIN_SECONDS):
                await self._offsets.idle.wait()
            async with asyncio.timeout(DRAIN_SECONDS):
                await self._offsets.commit()
        except TimeoutError:
            log.info("left_without_a_commit")
        consumer = self._subscriber.consumer
        leaving = asyncio.create_task(self.broker.stop())
        if not (await asyncio.wait([leaving], timeout=DRAIN_SECONDS))[0]:
            log.info("left_the_group_silently")
            await _cut(consumer)  # ends requests that wait for an answer
            await asyncio.wait([leaving], timeout=1)
            leaving.cancel()
            await _cut(consumer)
        await asyncio.gather(leaving, return_exceptions=True)

    async def observe(self) -> None:
        """Set the lag gauges: events on the broker that have not taken effect here."""
        self._telemetry.consumer_lag.clear()
        for each in await self.taken():
            if each.waiting is not None:
                self._telemetry.consumer_lag.labels(topic=each.topic).set(each.waiting)

    async def taken(self) -> list[Taken]:
        """What is taken here, by topic."""
        consumer = self._offsets.consumer = self._subscriber.consumer
        known = {place: consumer.highwater(place) for place in consumer.assignment()} if consumer is not None else {}
        reached = await self._offsets.reached_in([place for place, end in known.items() if end is not None])
        found: dict[str, Taken] = {}
        for place, end in sorted(known.items()):
            taken = found.setdefault(place.topic, Taken(place.topic))
            taken.partitions.append(place.partition)
            if end is not None:
                taken.waiting = (taken.waiting or 0) + max(end - reached[place], 0)
        return list(found.values())

    @property
    def alive(self) -> bool:
        """False when the subscriber ended without being stopped, or met an error that it cannot continue from."""
        tasks = self._subscriber.tasks
        if self._broken:
            return False
        return self._stopping or not tasks or any(not task.done() for task in tasks)
