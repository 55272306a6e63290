"""How far a consumer group is behind, read from Kafka without joining the group."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError, IncompatibleBrokerVersion

from chassis.events.cluster_topics import Topics
from chassis.events.kafka import connection_of, explaining_failure
from chassis.run.settings import Settings

COORDINATOR_TRIES = 50
"""A cluster needs a moment to choose the coordinator of its first group."""


@dataclass(frozen=True)
class TopicLag:
    """One group on one topic. Names include their prefix."""

    topic: str
    waiting: int
    """Events on Kafka that the group has not committed, including the handled ones of about the last 0.2 s."""
    missed: int
    """Events that Kafka deleted before the group committed them."""
    committed: bool
    """False for a topic of which the group has never committed anything."""


@dataclass(frozen=True)
class GroupLag:
    """A consumer group."""

    group: str
    members: int | None
    """Workers in the group; None where the broker does not report it, as the embedded one."""
    topics: tuple[TopicLag, ...]

    @property
    def waiting(self) -> int:
        """The lag on all its topics."""
        return sum(topic.waiting for topic in self.topics)


async def lag_of(settings: Settings, service: str, topics: Collection[str]) -> GroupLag:
    """The lag of a service's group on these topics; topics that do not exist are left out.

    Raises KafkaError when the cluster does not answer.
    """
    group = settings.topic_prefix + service
    connection = connection_of(settings)
    admin = AIOKafkaAdminClient(**connection, request_timeout_ms=15_000)
    asker = AIOKafkaConsumer(**connection, enable_auto_commit=False)
    try:
        async with explaining_failure(settings):
            await admin.start()
            await asker.start()
        states = await Topics(admin).states([settings.topic_prefix + topic for topic in topics])
        places = [TopicPartition(name, number) for name, state in states.items() for number in range(state.partitions)]
        coordinator = await _coordinator(admin, group)
        committed = await _committed(admin, group, coordinator, places)
        starts, ends = await asker.beginning_offsets(places), await asker.end_offsets(places)
        members = await _members(admin, group, coordinator)
    finally:
        await asker.stop()
        await admin.close()
    return GroupLag(
        group,
        members,
        tuple(
            _of_topic(name, [place for place in places if place.topic == name], committed, starts, ends)
            for name in sorted(states)
        ),
    )


def _of_topic(
    name: str,
    places: list[TopicPartition],
    committed: dict[TopicPartition, int],
    starts: dict[TopicPartition, int],
    ends: dict[TopicPartition, int],
) -> TopicLag:
    reached = {place: committed.get(place, starts[place]) for place in places}
    return TopicLag(
        name,
        waiting=sum(ends[place] - max(reached[place], starts[place]) for place in places),
        missed=sum(max(starts[place] - reached[place], 0) for place in places),
        committed=any(place in committed for place in places),
    )


async def _coordinator(admin: AIOKafkaAdminClient, group: str) -> int:
    for _ in range(COORDINATOR_TRIES):
        try:
            return int(await admin.find_coordinator(group))
        except GroupCoordinatorNotAvailableError:
            await asyncio.sleep(0.1)
    return int(await admin.find_coordinator(group))


async def _committed(
    admin: AIOKafkaAdminClient, group: str, coordinator: int, places: list[TopicPartition]
) -> dict[TopicPartition, int]:
    if not places:
        return {}
    found = await admin.list_consumer_group_offsets(group, coordinator, partitions=places)
    return {place: each.offset for place, each in found.items() if each.offset >= 0}


async def _members(admin: AIOKafkaAdminClient, group: str, coordinator: int) -> int | None:
    try:
        (answer,) = await admin.describe_consumer_groups([group], coordinator)
    except IncompatibleBrokerVersion:
        return None
    return len(answer.groups[0][-1])
