"""A service's own history: queueing what was published once more."""

from sqlalchemy import text

from chassis.tables import SHARDS
from chassis.work import Transactions

_QUEUE = text(
    "INSERT INTO outbox (sequence, shard, event_id)"
    " SELECT sequence, abs(hashtextextended(aggregatetype || '/' || aggregateid, 0) % :shards), id"
    " FROM event_log ON CONFLICT DO NOTHING"
)


async def queue_again(transactions: Transactions) -> int:
    """Put the whole event log into the outbox again, in order, for a broker that forgot it; answers how many.

    Subscribers drop what they have seen; order per key is kept because the sequence numbers are the first ones.
    """
    async with transactions.engine.begin() as connection:
        queued = await connection.execute(_QUEUE, {"shards": SHARDS})
    return queued.rowcount
