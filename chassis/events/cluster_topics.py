"""Topics on the cluster: reads their properties, creates missing topics, and adds partitions."""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from aiokafka import AIOKafkaClient
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import (
    IncompatibleBrokerVersion,
    KafkaError,
    TopicAlreadyExistsError,
    UnknownTopicOrPartitionError,
    for_code,
)

from chassis.events.kafka import connection_of, explaining_failure
from chassis.run.settings import Settings

log = structlog.get_logger()

RETENTION = "retention.ms"
FOR_EVER = timedelta.max
"""Kafka's value -1."""


@dataclass(frozen=True)
class TopicState:
    """A topic as it is on the cluster, or as it should be."""

    partitions: int
    replication: int
    """Replicas of each partition; the lowest number where they differ."""
    retention: timedelta | None
    """How long Kafka keeps an event; None where the broker does not report it, as the embedded one."""


class TopicRefused(Exception):
    """The cluster refused the request; the text is the cluster's."""


def wanted(settings: Settings) -> TopicState:
    """A topic as these settings want it."""
    return TopicState(
        settings.topic_partitions, settings.topic_replication, timedelta(hours=settings.topic_retention_hours)
    )


async def ensure_topics(settings: Settings, topics: tuple[str, ...]) -> None:
    """Create missing topics and return once every topic has a leader; existing topics are left as they are.

    Raises KafkaError when the cluster does not answer.
    """
    names = [settings.topic_prefix + topic for topic in topics]
    client = AIOKafkaClient(**connection_of(settings))
    try:
        async with explaining_failure(settings):
            await client.bootstrap()
        missing = set(names) - await _existing(client, names)
        if not missing:
            return
        await _create_or_leave_it(settings, sorted(missing))
        for _ in range(100):
            missing -= await _existing(client, sorted(missing))
            if not missing:
                return
            await asyncio.sleep(0.05)
        raise KafkaError(f"topics have no leader: {sorted(missing)}")
    finally:
        await client.close()


async def partitions_of(settings: Settings, topics: Collection[str]) -> list[tuple[str, int]]:
    """Every partition of the topics that exist, as full name and number. Raises KafkaError."""
    names = [settings.topic_prefix + topic for topic in topics]
    client = AIOKafkaClient(**connection_of(settings))
    try:
        async with explaining_failure(settings):
            await client.bootstrap()
        there = await _existing(client, names)
        return [(name, number) for name in sorted(there) for number in client.cluster.partitions_for_topic(name)]
    finally:
        await client.close()


async def _existing(client: AIOKafkaClient, names: list[str]) -> set[str]:
    await client.set_topics(names)
    await client.force_metadata_update()
    cluster = client.cluster
    return {name for name in names if cluster.partitions_for_topic(name)}


async def _create_or_leave_it(settings: Settings, names: list[str]) -> None:
    try:
        async with topics_of(settings) as topics:
            await topics.create(names, wanted(settings))
    except Exception as error:
        # The embedded broker does not support CreateTopics: it creates a topic when its metadata is first requested.
        log.info("topics_not_created", error=repr(error))


class Topics:
    """The topics of one cluster, through Kafka's admin interface. Names include their prefix."""

    def __init__(self, admin: AIOKafkaAdminClient) -> None:
        self._admin = admin

    async def states(self, names: Sequence[str]) -> dict[str, TopicState]:
        """The topics that exist. Raises KafkaError."""
        described = await self._admin.describe_topics()  # all topics: naming one could make the broker create it
        there = {each["topic"]: each["partitions"] for each in described if each["topic"] in names}
        kept = await self._retention(sorted(there))
        return {
            name: TopicState(
                len(partitions), min((len(each["replicas"]) for each in partitions), default=0), kept[name]
            )
            for name, partitions in there.items()
            if name in kept
        }

    async def _retention(self, names: Sequence[str]) -> dict[str, timedelta | None]:
        """Without the topics that were deleted since their names were read."""
        resources = [ConfigResource(ConfigResourceType.TOPIC, name, {RETENTION: None}) for name in names]
        try:
            answers: list[Any] = await self._admin.describe_configs(resources) if resources else []
        except IncompatibleBrokerVersion:
            return dict.fromkeys(names)
        found: dict[str, timedelta | None] = {}
        for answer in answers:
            for code, message, _, name, entries in answer.resources:
                if code == UnknownTopicOrPartitionError.errno:
                    continue
                if code:
                    raise for_code(code)(message)
                found[name] = None
                for entry in entries:
                    milliseconds = int(entry[1])
                    found[name] = timedelta(milliseconds=milliseconds) if milliseconds >= 0 else FOR_EVER
        return found

    async def create(self, names: Sequence[str], like: TopicState) -> None:
        """Create topics; a topic that was created meanwhile is left as it is.

        Raises TopicRefused, or IncompatibleBrokerVersion for a broker without CreateTopics.
        """
        if like.retention is None:
            raise ValueError("a new topic needs a retention time")
        configs = {
            RETENTION: str(int(like.retention.total_seconds() * 1000)),
            "compression.type": "uncompressed",  # as services publish; a compressed batch may expand a thousand times
        }
        await self._require_admin()
        answer = await self._admin.create_topics(
            [NewTopic(name, like.partitions, like.replication, topic_configs=configs) for name in names]
        )
        for name, code, message in answer.topic_errors:
            if code not in (0, TopicAlreadyExistsError.errno):
                raise TopicRefused(f"{name}: {message}")

    async def grow(self, name: str, partitions: int) -> None:
        """Give a topic more partitions. Keys move to other partitions, so all events must be consumed before.

        Raises TopicRefused, or IncompatibleBrokerVersion for a broker that cannot.
        """
        await self._require_admin()
        try:
            await self._admin.create_partitions({name: NewPartitions(partitions)})
        except KafkaError as error:
            raise TopicRefused(f"{name}: {error}") from error

    async def _require_admin(self) -> None:
        """The embedded broker names a controller that does not exist, which aiokafka does not expect."""
        cluster = await self._admin.describe_cluster()
        if cluster["controller_id"] not in {broker["node_id"] for broker in cluster["brokers"]}:
            raise IncompatibleBrokerVersion("This broker does not support CreateTopics.")


@asynccontextmanager
async def topics_of(settings: Settings) -> AsyncIterator[Topics]:
    """The topics of the cluster that these settings name. Raises KafkaError when it does not answer."""
    admin = AIOKafkaAdminClient(**connection_of(settings), request_timeout_ms=15_000)
    try:
        async with explaining_failure(settings):
            await admin.start()
        yield Topics(admin)
    finally:
        await admin.close()
