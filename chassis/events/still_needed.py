"""Rows that must stay, whatever their age: docs/hazards/retention.md. All pruning checks here first.

Rows of rest partitions are checked by the owner's function that deletes them (chassis/data/rights.py).
"""

from collections.abc import Collection
from datetime import datetime

from aiokafka import AIOKafkaConsumer, TopicPartition
from sqlalchemy import exists, select

from chassis.data.database import Connection
from chassis.data.horizons import in_words
from chassis.data.partitions import Month
from chassis.data.tables import dead_letters, outbox
from chassis.events.cluster_topics import partitions_of
from chassis.events.kafka import connection_of, explaining_failure
from chassis.run.settings import Settings


async def needed_by_a_row(connection: Connection, month: Month) -> str | None:
    """Which row of this database still needs a month of the event log or inbox, as a sentence, or None."""
    low, high = month.bounds
    if month.table == "event_log":
        queued = exists().where(outbox.c.event_id >= low, outbox.c.event_id < high)
        if await connection.scalar(select(queued)):
            return f"an event of {month.start:%B %Y} is still in the outbox"
    if month.table == "inbox":
        held = dead_letters.c.status != "set_aside"  # these claimed nothing
        waiting = exists().where(held, dead_letters.c.event_id >= low, dead_letters.c.event_id < high)
        if await connection.scalar(select(waiting)):
            return f"a dead letter of {month.start:%B %Y} is not settled"
    return None


async def needed_by_kafka(settings: Settings, topics: Collection[str], before: datetime) -> str | None:
    """Why events from before a moment (UTC) are still needed, when Kafka still has some; None when it has none.

    Kafka may deliver them again, to a consumer that lags or whose offsets were reset, so their claims must stay in the
    inbox. Kafka may also lose them before all consumers had them, so they must stay in the publisher's event log.
    Raises KafkaError when the cluster does not answer.
    """
    places = [TopicPartition(*place) for place in await partitions_of(settings, topics)]
    if not places:
        return None
    asker = AIOKafkaConsumer(**connection_of(settings), enable_auto_commit=False)
    try:
        async with explaining_failure(settings):
            await asker.start()
        old = await _places_with_events_from_before(asker, places, before)
    finally:
        await asker.stop()
    return f"Kafka still has events of {old[0].topic} from before {in_words(before)}" if old else None


async def _places_with_events_from_before(
    asker: AIOKafkaConsumer, places: list[TopicPartition], before: datetime
) -> list[TopicPartition]:
    """The partitions whose first event is older. The embedded broker has no timestamps, and never runs that long."""
    starts, ends = await asker.beginning_offsets(places), await asker.end_offsets(places)
    filled = [place for place in places if ends[place] > starts[place]]
    if not filled:
        return []
    knows_times = {place for place, found in (await asker.offsets_for_times(dict.fromkeys(filled, 0))).items() if found}
    since = await asker.offsets_for_times({place: int(before.timestamp() * 1000) for place in knows_times})
    return [place for place, found in sorted(since.items()) if found is None or found.offset > starts[place]]
