"""Deletes data past its retention period that nothing needs any more: docs/retention.md, docs/hazards/retention.md.

Ids are made from the machine's clock, so the age of a month is measured by it; the age of rows is measured by the clock
that was passed in. In a rehearsal, which runs ahead, months are therefore kept longer, never shorter.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog
from aiokafka.errors import KafkaError
from sqlalchemy import ColumnClause, Select, column, exists, select, table

from chassis.data.database import Connection
from chassis.data.partitions import Month, month_of, months_of
from chassis.data.prune import GaveWay, Prunable, delete_old, delete_rest, drop_month
from chassis.data.tables import PARTITIONED, idempotency_keys, settled_dead_letters
from chassis.events.still_needed import needed_by_a_row, needed_by_kafka
from chassis.run.settings import Settings
from chassis.service import Service
from chassis.work import Transactions
from chassis.worklist.tables import worklist_items

log = structlog.get_logger()

TRIES = 5
"""Attempts on a table that is in use, before the next hourly run."""
TRY_AGAIN_SECONDS = 2.0

_WRITTEN_AT = {"event_log": "recorded_at", "inbox": "claimed_at", "audit_log": "at", "access_log": "at"}

Step = Callable[[], Awaitable[str | None]]
"""Deletes something, or returns why it must stay."""


def _old_rows_in_rest(name: str, before: datetime) -> Select[tuple[bool]]:
    written_at: ColumnClause[datetime] = column(_WRITTEN_AT[name])
    return select(exists().select_from(table(f"{name}_rest", written_at)).where(written_at < before))


class Pruning:
    """Prunes one service's database. Several workers may run it at once: each step is done by one of them."""

    def __init__(self, service: Service, transactions: Transactions, settings: Settings) -> None:
        self._service = service
        self._engine = transactions.database
        self._clock = transactions.clock
        self._settings = settings
        self._of_the_chassis = (
            Prunable(idempotency_keys, idempotency_keys.c.created_at, lambda: settings.keep_idempotency_days),
            Prunable(settled_dead_letters, settled_dead_letters.c.settled_at, lambda: settings.keep_dead_letters_days),
        )
        # Null while an item is open: then it stays.
        closed = Prunable(worklist_items, worklist_items.c.closed_at, lambda: settings.keep_worklist_days)
        self._of_the_worklist = (closed,) if service.worklist.kinds else ()

    async def run(self, now: datetime) -> None:
        """Delete everything that may be deleted. ``now`` is the machine's time, UTC."""
        for name in PARTITIONED:
            await self._by_the_month(name, now)
        for prunable in (*self._of_the_chassis, *self._of_the_worklist, *self._service.retention):
            before = self._clock.now() - timedelta(days=prunable.days())
            await self._patiently(prunable.table.name, self._deletion(prunable, before))

    async def _by_the_month(self, name: str, now: datetime) -> None:
        until = now - self._settings.keep(name)
        before = month_of(min(until, self._clock.now() - self._settings.keep(name)))
        async with self._engine.connect() as connection:
            old = [month for month in (await months_of(connection))[name] if month.end <= until]
            in_rest = await connection.scalar(_old_rows_in_rest(name, before))
        if not old and not in_rest:
            return
        why = await self._needed_by_kafka(name, max([before, *[month.end for month in old]]))
        for month in [] if why else old:
            why = await self._patiently(month.name, self._drop(month))
            if why:
                break
            log.info("month_dropped", table=name, month=f"{month.start:%Y-%m}")
        if in_rest and not why:
            why = await self._patiently(f"{name}_rest", self._deletion_from_rest(name, before))
        if why:
            log.warning("still_kept", table=name, why=why)

    async def _needed_by_kafka(self, name: str, before: datetime) -> str | None:
        topics = {"event_log": self._service.publishes, "inbox": self._service.reactions.topics}.get(name)
        if not topics:
            return None
        try:
            return await needed_by_kafka(self._settings, topics, before)
        except (KafkaError, OSError) as error:
            return f"Kafka does not report what it still has ({type(error).__name__})"

    def _drop(self, month: Month) -> Step:
        async def still_needed(connection: Connection) -> str | None:
            return await needed_by_a_row(connection, month)

        async def drop() -> str | None:
            return await drop_month(self._engine, month, still_needed)

        return drop

    def _deletion_from_rest(self, name: str, before: datetime) -> Step:
        async def delete() -> str | None:
            deleted = await delete_rest(self._engine, name, before)
            if isinstance(deleted, str):
                return deleted
            if deleted:
                log.info("rows_deleted", table=f"{name}_rest", rows=deleted)
            return None

        return delete

    def _deletion(self, prunable: Prunable, before: datetime) -> Step:
        async def delete() -> None:
            deleted = await delete_old(self._engine, prunable, before)
            if deleted:
                log.info("rows_deleted", table=prunable.table.name, rows=deleted)

        return delete

    async def _patiently(self, name: str, step: Step) -> str | None:
        """Run a step, with retries: None when it is done, otherwise the reason why not."""
        why = ""
        for attempt in range(TRIES):
            if attempt:
                await asyncio.sleep(TRY_AGAIN_SECONDS)
            try:
                return await step()
            except GaveWay as reason:
                why = str(reason)
                log.info("prune_gave_way", table=name, why=why)
        return why
