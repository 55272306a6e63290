"""Topics as a service needs them on the cluster: created when they are not there, never changed."""

import asyncio

import structlog
from aiokafka import AIOKafkaClient
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError

from chassis.settings import Settings

log = structlog.get_logger()


async def ensure_topics(settings: Settings, topics: tuple[str, ...]) -> None:
    """Return once every topic has a leader. Raises KafkaError when the cluster does not answer."""
    names = [settings.topic_prefix + topic for topic in topics]
    client = AIOKafkaClient(bootstrap_servers=settings.kafka_bootstrap)
    try:
        await client.bootstrap()
        missing = set(names) - await _existing(client, names)
        if not missing:
            return
        await _create(settings, sorted(missing))
        for _ in range(100):
            missing -= await _existing(client, sorted(missing))
            if not missing:
                return
            await asyncio.sleep(0.05)
        raise KafkaError(f"topics have no leader: {sorted(missing)}")
    finally:
        await client.close()


async def _existing(client: AIOKafkaClient, names: list[str]) -> set[str]:
    await client.set_topics(names)
    await client.force_metadata_update()
    cluster = client.cluster
    return {name for name in names if cluster.partitions_for_topic(name)}


async def _create(settings: Settings, names: list[str]) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap)
    try:
        await admin.start()
        await admin.create_topics(
            [NewTopic(name, settings.topic_partitions, settings.topic_replication) for name in names]
        )
    except Exception as error:
        # The embedded broker knows no CreateTopics: there a topic appears when it is first asked for.
        log.info("topics_not_created", error=repr(error))
    finally:
        await admin.close()
