"""Durable timers. A missed poll makes a timer late, never lost; each timer fires once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import func, select, text, update

from chassis.data.errors import is_conflict, is_infrastructure
from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.data.tables import timers
from chassis.events.envelope import Cause
from chassis.ids import new_id
from chassis.run.backoff import Backoff, wait_for
from chassis.run.logs import describe
from chassis.run.settings import Settings
from chassis.run.telemetry import Telemetry
from chassis.work import Transactions, Work

log = structlog.get_logger()

TimerHandler = Callable[[Work, str, dict[str, Any]], Awaitable[None]]

_CLAIM = Prepared(
    text(
        "DELETE FROM timers WHERE id = (SELECT id FROM timers WHERE retry_at <= :now ORDER BY retry_at, id"
        " LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id, kind, key, due_at, payload, headers, attempts"
    )
)
_NEXT_DUE = Prepared(select(func.min(timers.c.retry_at)))
LONGEST_RETRY = timedelta(hours=1)


class Timers:
    """The registry: ``@timer("remind")`` on ``async def remind(work, key, payload)``."""

    def __init__(self) -> None:
        self.handlers: dict[str, TimerHandler] = {}

    def __call__(self, kind: str) -> Callable[[TimerHandler], TimerHandler]:
        """Register a function for timers of ``kind``."""

        def register(function: TimerHandler) -> TimerHandler:
            self.handlers[kind] = function
            return function

        return register

    def joined(self, *others: "Timers") -> "Timers":
        """All timers in one registry."""
        together = Timers()
        for each in (self, *others):
            together.handlers.update(each.handlers)
        return together


class TimerFailed(Exception):
    """A timer's function or its commit failed; the claim is rolled back and the timer is postponed."""

    def __init__(self, row: Row, error: Exception) -> None:
        super().__init__(str(error))
        self.row = row
        self.error = error


class TimerLoop:
    """Fires due timers, each in its own transaction: a timer is deleted in the commit of its effects."""

    def __init__(self, timers: Timers, transactions: Transactions, settings: Settings, telemetry: Telemetry) -> None:
        self._timers = timers
        self._transactions = transactions
        self._settings = settings
        self._telemetry = telemetry
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()

    def wake(self) -> None:
        """Check for due timers without waiting for the next poll."""
        self._wake.set()

    async def run(self) -> None:
        """Fire due timers until ``stop``. Waits without limit while the database is down."""
        backoff = Backoff(self._settings)
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                await self.fire_due()
                backoff.reset()
                await wait_for(self._wake, self._stopping, seconds=await self._idle_seconds())
            except Exception as error:
                log.warning("timers_wait", error=describe(error), infrastructure=is_infrastructure(error))
                await wait_for(self._stopping, seconds=backoff.next())

    def stop(self) -> None:
        """Stop after the current timer."""
        self._stopping.set()
        self._wake.set()

    async def fire_due(self) -> int:
        """Fire all timers that are due now, in the order of their due times. Returns how many."""
        fired = 0
        while not self._stopping.is_set():
            try:
                if not await self._fire_one():
                    return fired
            except TimerFailed as failure:
                if is_infrastructure(failure.error) and not is_conflict(failure.error):
                    raise failure.error from failure
                await self._put_off(failure)
            fired += 1
        return fired

    async def _fire_one(self) -> bool:
        row: Row | None = None
        try:
            async with self._transactions.begin() as work:
                row = (await work.execute(_CLAIM, {"now": work.now})).first()
                if row is None:
                    return False
                correlation_id = row.headers.get("correlationid") or str(new_id())
                cause = Cause(correlation_id=correlation_id, traceparent=row.headers.get("traceparent"))
                with self._telemetry.span(f"timer {row.kind}", cause) as work.cause:
                    await self._timers.handlers[row.kind](work, row.key, row.payload)
        except Exception as error:
            # Writing its events and the commit can fail too: that also postpones this timer only.
            if row is None:
                raise
            raise TimerFailed(row, error) from error
        self._telemetry.timers_fired.inc()
        return True

    async def _put_off(self, failure: TimerFailed) -> None:
        row = failure.row
        delay = min(timedelta(seconds=self._settings.retry_seconds * 2**row.attempts), LONGEST_RETRY)
        log.error("timer_failed", kind=row.kind, attempts=row.attempts + 1, error=describe(failure.error))
        self._telemetry.timers_failed.inc()
        async with self._transactions.begin() as work:
            await work.execute(
                update(timers)
                # If another transaction moved or tried it meanwhile, its next time is already set.
                .where(timers.c.id == row.id, timers.c.due_at == row.due_at, timers.c.attempts == row.attempts)
                .values(attempts=timers.c.attempts + 1, retry_at=work.now + delay, error=describe(failure.error))
            )

    async def _idle_seconds(self) -> float:
        """Wait until the next timer or the next poll, whichever is sooner."""
        next_due = await self.next_due()
        if next_due is None:
            return self._settings.poll_seconds
        remaining = (next_due - self._transactions.clock.now()).total_seconds()
        return min(max(remaining, 0.01), self._settings.poll_seconds)

    async def next_due(self) -> datetime | None:
        """When the next timer is due, or None when none is set."""
        async with self._transactions.database.connect() as connection:
            due: datetime | None = await connection.scalar(_NEXT_DUE)
            return due
