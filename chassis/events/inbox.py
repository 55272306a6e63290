"""Handles deliveries: claims each event once and reacts, in one commit; an event that fails alone is dead-lettered."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from chassis.data.errors import is_conflict, is_infrastructure
from chassis.data.tables import dead_letters
from chassis.events.envelope import Delivery
from chassis.events.reactions import Reactions
from chassis.run.backoff import Backoff
from chassis.run.failures import failure_of
from chassis.run.logs import describe
from chassis.run.settings import Settings
from chassis.run.telemetry import Telemetry
from chassis.work import Transactions, Work

log = structlog.get_logger()

_CLAIM = text(
    "INSERT INTO inbox (event_id, consumer, claimed_at) SELECT id, :consumer, :now FROM unnest(CAST(:ids AS uuid[]))"
    " WITH ORDINALITY AS event(id, position) WHERE id >= coalesce((SELECT first_id FROM horizons WHERE"
    " table_name = 'inbox'), '00000000-0000-0000-0000-000000000000') OR substr(id::text, 15, 1) <> '7'"
    " ORDER BY position ON CONFLICT DO NOTHING"
    " RETURNING event_id, (SELECT EXISTS (SELECT FROM dead_letters WHERE consumer = :consumer)) AS any_dead"
)
_SEEN = text("SELECT event_id FROM inbox WHERE consumer = :consumer AND event_id = ANY(:ids)")
_BLOCKED = text(
    "SELECT topic, key FROM dead_letters WHERE consumer = :consumer AND (topic, key) IN"
    " (SELECT * FROM unnest(CAST(:topics AS text[]), CAST(:keys AS text[]))) ORDER BY id FOR UPDATE"
)


class OlderThanInbox(Exception):
    """The claims of the month of this event were pruned, so it is not known whether the event had its effect."""


@dataclass(frozen=True)
class _Claimed:
    """The claimed events of a batch, in order; an event that is in it twice counts once."""

    fresh: list[Delivery]
    """Never seen before."""
    too_old: list[Delivery]
    """Older than the inbox reaches back."""
    maybe_blocked: bool
    """False when it is certain that no key has a dead letter."""


class Inbox:
    """Handles the deliveries of one consumer in order, so that each takes effect exactly once."""

    def __init__(
        self,
        consumer: str,
        reactions: Reactions,
        transactions: Transactions,
        settings: Settings,
        telemetry: Telemetry,
    ) -> None:
        self.consumer = consumer
        self._reactions = reactions
        self._transactions = transactions
        self._settings = settings
        self._telemetry = telemetry

    async def take(self, deliveries: Sequence[Delivery]) -> None:
        """Return once every delivery has taken effect, was a duplicate, or is stored as a dead letter.

        When the database is unavailable, it waits without limit: nothing is dead-lettered for that.
        """
        wanted = [delivery for delivery in deliveries if self._reactions.listens_to(delivery)]
        if not wanted:
            return
        try:
            await self._patiently(wanted)
        except Exception as error:
            log.info("batch_taken_one_by_one", events=len(wanted), error=type(error).__name__)
            for delivery in wanted:
                await self._alone(delivery)

    async def _patiently(self, deliveries: Sequence[Delivery]) -> None:
        """Apply in one transaction. Raises only errors that the events themselves cause."""
        backoff = Backoff(self._settings)
        while True:
            try:
                await self._apply(deliveries)
                return
            except Exception as error:
                if not is_infrastructure(error):
                    raise
                self._telemetry.consumer_waits.inc()
                log.warning("consumer_waits", error=describe(error))
                await asyncio.sleep(0.01 if is_conflict(error) else backoff.next())

    async def _apply(self, deliveries: Sequence[Delivery]) -> None:
        async with self._transactions.begin() as work:
            claimed = await self._claim(work, deliveries)
            fresh = claimed.fresh
            for delivery in claimed.too_old:
                await self._keep(work, delivery, "failed", attempts=0, error=OlderThanInbox())
            blocked = await self._blocked(work, fresh) if fresh and claimed.maybe_blocked else set()
            parked = 0
            for delivery in fresh:
                if (delivery.topic, delivery.key) in blocked:
                    await self._keep(work, delivery, "parked", attempts=0)
                    parked += 1
                else:
                    with self._telemetry.span(f"react {delivery.type}", delivery.cause) as cause:
                        work.cause = cause
                        await self._reactions.react(work, delivery)
        self._telemetry.inbox_duplicates.inc(len(deliveries) - len(fresh) - len(claimed.too_old))
        self._telemetry.events_consumed.inc(len(fresh) - parked)
        self._telemetry.dead_lettered.inc(len(claimed.too_old))
        self._telemetry.parked.inc(parked)

    async def _claim(self, work: Work, deliveries: Sequence[Delivery]) -> _Claimed:
        """Claim the events that were not seen before.

        No key can be blocked when there is no dead letter and every event is new. An event that another worker claimed
        first may have become a dead letter after the snapshot of this statement.
        """
        by_id = {delivery.event_id: delivery for delivery in reversed(deliveries)}
        ids = list(dict.fromkeys(delivery.event_id for delivery in deliveries))
        rows = (await work.execute(_CLAIM, {"consumer": self.consumer, "now": work.now, "ids": ids})).all()
        new = {row.event_id for row in rows}
        fresh = [by_id[id] for id in ids if id in new]
        if len(rows) == len(ids):
            return _Claimed(fresh, [], maybe_blocked=rows[0].any_dead)
        left = [id for id in ids if id not in new]
        seen = set((await work.execute(_SEEN, {"consumer": self.consumer, "ids": left})).scalars())
        return _Claimed(fresh, [by_id[id] for id in left if id not in seen], maybe_blocked=True)

    async def _blocked(self, work: Work, deliveries: Sequence[Delivery]) -> set[tuple[str, str]]:
        """The keys that have dead letters, locked, so that no replay frees a key while events are parked behind it."""
        places = {(delivery.topic, delivery.key) for delivery in deliveries}
        topics, keys = zip(*places, strict=True)
        asked = {"consumer": self.consumer, "topics": list(topics), "keys": list(keys)}
        return {(row.topic, row.key) for row in await work.execute(_BLOCKED, asked)}

    async def _alone(self, delivery: Delivery) -> None:
        """Handle one event in its own transaction: a limited number of attempts, then a dead letter."""
        backoff = Backoff(self._settings)
        for attempt in range(1, self._settings.event_attempts + 1):
            try:
                await self._patiently([delivery])
                return
            except Exception as error:
                log.warning("event_failed", type=delivery.type, attempt=attempt, error=type(error).__name__)
                if attempt == self._settings.event_attempts:
                    await self._dead_letter(delivery, error)
                else:
                    await asyncio.sleep(backoff.next())

    async def _dead_letter(self, delivery: Delivery, error: Exception) -> None:
        """Store it as a dead letter, with its claim, however long the database is unavailable."""
        backoff = Backoff(self._settings)
        while True:
            try:
                async with self._transactions.begin() as work:
                    if not (await self._claim(work, [delivery])).fresh:
                        return
                    await self._keep(work, delivery, "failed", self._settings.event_attempts, error)
                self._telemetry.dead_lettered.inc()
                log.error("dead_letter", type=delivery.type, event_id=str(delivery.event_id), error=describe(error))
                return
            except Exception as trouble:
                log.warning("dead_letter_waits", error=describe(trouble))
                await asyncio.sleep(backoff.next())

    async def _keep(
        self, work: Work, delivery: Delivery, status: str, attempts: int, error: Exception | None = None
    ) -> None:
        failure = failure_of(error) if error else None
        letter = {
            "consumer": self.consumer,
            "event_id": delivery.event_id,
            "topic": delivery.topic,
            "key": delivery.key,
            "type": delivery.type,
            "headers": delivery.headers,
            "value": delivery.value,
            "status": status,
            "attempts": attempts,
            "error": describe(error) if error else None,
            "error_type": failure.type if failure else None,
            "error_place": failure.place if failure else None,
            "arrived_at": work.now,
        }
        await work.execute(insert(dead_letters).values(letter).on_conflict_do_nothing())
