"""Durable timers. A missed poll makes a timer late, never lost; each timer fires once."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import text, update

from chassis.data.errors import is_conflict, is_infrastructure
from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.data.tables import timers
from chassis.events.envelope import Cause
from chassis.events.errands import Errand
from chassis.events.rounds import Rounds
from chassis.ids import new_id
from chassis.run.logs import describe
from chassis.run.settings import Settings
from chassis.run.telemetry import Telemetry
from chassis.work import Transactions, Work

log = structlog.get_logger()

TimerHandler = Callable[[Work, str, dict[str, Any]], Awaitable[None]]

LONGEST_RETRY = timedelta(hours=1)


@dataclass(frozen=True)
class Lane:
    """A kind of timers that others neither delay nor are delayed by, because a loop of its own fires them."""

    kind: str
    at_once: int = 1
    """How many of them one worker fires at the same time. With more than one, their order is not kept."""


class Timers:
    """The registry: ``@timer("remind")`` on ``async def remind(work, key, payload)``."""

    def __init__(self) -> None:
        self.handlers: dict[str, TimerHandler] = {}
        self.lanes: list[Lane] = []
        self.errands: list[Errand] = []

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
            together.lanes += each.lanes
            together.errands += each.errands
        return together

    @property
    def apart(self) -> tuple[str, ...]:
        """The kinds that have a lane of their own."""
        return (*(lane.kind for lane in self.lanes), *(errand.kind for errand in self.errands))


class TimerFailed(Exception):
    """A timer's function or its commit failed; the claim is rolled back and the timer is postponed."""

    def __init__(self, row: Row, error: Exception) -> None:
        super().__init__(str(error))
        self.row = row
        self.error = error


class TimerLoop(Rounds):
    """Fires due timers, each in its own transaction: a timer is deleted in the commit of its effects.

    Whoever sees that something is due wakes it (chassis/events/lanes.py).
    """

    def __init__(
        self,
        timers: Timers,
        transactions: Transactions,
        settings: Settings,
        telemetry: Telemetry,
        lane: Lane | None = None,
    ) -> None:
        """The timers of a lane; without one those that have none."""
        super().__init__(settings, lane.kind if lane else "rest")
        self._timers = timers
        self._transactions = transactions
        self._telemetry = telemetry
        self._at_once = lane.at_once if lane else 1
        self._which: dict[str, object] = {"kind": lane.kind} if lane else {"apart": list(timers.apart)}
        self._claim = _claim("kind = :kind" if lane else "NOT kind = ANY(:apart)")

    async def _round(self) -> None:
        await self.fire_due()

    async def fire_due(self) -> int:
        """Fire all timers that are due now, in the order of their due times. Returns how many."""
        if self._at_once == 1:
            return await self._fire_in_order()
        return sum(await asyncio.gather(*[self._fire_in_order() for _ in range(self._at_once)]))

    async def _fire_in_order(self) -> int:
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
                row = (await work.execute(self._claim, {"now": work.now, **self._which})).first()
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
        self._telemetry.timers_failed.inc()
        await put_off(self._transactions, self._settings, failure.row, failure.error)


def _claim(which: str) -> Prepared:
    """The statement that takes the next timer that is due, of those that the condition names."""
    return Prepared(
        text(
            f"DELETE FROM timers WHERE id = (SELECT id FROM timers WHERE retry_at <= :now AND {which}"  # noqa: S608  # one of two conditions of ours
            " ORDER BY retry_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)"
            " RETURNING id, kind, key, due_at, payload, headers, attempts"
        )
    )


async def put_off(transactions: Transactions, settings: Settings, row: Row, error: Exception) -> None:
    """Have a timer that failed fire again later, and say why."""
    delay = min(timedelta(seconds=settings.retry_seconds * 2**row.attempts), LONGEST_RETRY)
    log.error("timer_failed", kind=row.kind, attempts=row.attempts + 1, error=describe(error))
    async with transactions.begin() as work:
        await work.execute(
            update(timers)
            # If another transaction moved or tried it meanwhile, its next time is already set.
            .where(timers.c.id == row.id, timers.c.due_at == row.due_at, timers.c.attempts == row.attempts)
            .values(attempts=timers.c.attempts + 1, retry_at=work.now + delay, error=describe(error))
        )
        work.timers_set = True  # it may be due before the next poll
