"""Starts the errands of one kind, as many at once as its lane and its gate admit."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import delete, text

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.data.tables import timers
from chassis.events.envelope import Cause
from chassis.events.errands import UNDER_WAY, Errand, Trip
from chassis.events.rounds import Rounds
from chassis.events.timers import put_off
from chassis.ids import new_id
from chassis.run.logs import describe
from chassis.run.settings import Settings
from chassis.run.telemetry import Telemetry
from chassis.work import Transactions

log = structlog.get_logger()

_CLAIM = Prepared(
    text(
        "UPDATE timers SET retry_at = :until, error = :mark WHERE id IN (SELECT id FROM timers"
        " WHERE kind = :kind AND retry_at <= :now AND NOT id = ANY(:own) ORDER BY retry_at, id"
        " LIMIT :most FOR UPDATE SKIP LOCKED) RETURNING id, kind, key, due_at, retry_at, payload, headers, attempts"
    )
)
_ANY_DUE = Prepared(
    text("SELECT EXISTS (SELECT FROM timers WHERE kind = :kind AND retry_at <= :now AND NOT id = ANY(:own))")
)
_ANY_TIME = datetime.min.replace(tzinfo=UTC)


class ErrandLoop(Rounds):
    """One kind of errands of one worker. Whoever sees that something is due wakes it (chassis/events/lanes.py)."""

    def __init__(self, errand: Errand, transactions: Transactions, settings: Settings, telemetry: Telemetry) -> None:
        super().__init__(settings, errand.kind)
        self._errand = errand
        self._transactions = transactions
        self._telemetry = telemetry
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._ask_gate_from = _ANY_TIME

    async def run(self) -> None:
        """Start due errands until ``stop``, then wait for those that are under way. Cancelled, it gives them up."""
        try:
            await super().run()
            await asyncio.gather(*self._under_way.values(), return_exceptions=True)
        finally:
            for task in self._under_way.values():
                task.cancel()

    async def _round(self) -> None:
        """A gate that admits none is asked again at the next poll, not each time that any timer is set."""
        if self._transactions.clock.now() >= self._ask_gate_from:
            await self._start_due()

    async def fire_due(self) -> int:
        """Run everything that is due and admitted, and wait for its end. Answers how many."""
        fired = 0
        while started := await self._start_due():
            fired += started
            await asyncio.gather(*self._under_way.values(), return_exceptions=True)
        return fired

    async def _start_due(self) -> int:
        wanted = self._errand.at_once - len(self._under_way)
        if wanted <= 0 or not await self._any_due():
            return 0
        admitted = await self._errand.gate.admits(self._transactions, wanted)
        if admitted <= 0:
            poll = timedelta(seconds=self._settings.poll_seconds)
            self._ask_gate_from = self._transactions.clock.now() + poll
            return 0
        rows = await self._claim(admitted)
        for row in rows:
            self._under_way[row.id] = task = asyncio.create_task(self._go(row))
            task.add_done_callback(partial(self._ended, row.id))
        return len(rows)

    def _ended(self, id: int, _task: asyncio.Task[None]) -> None:
        self._under_way.pop(id, None)
        self._ask_gate_from = _ANY_TIME
        self._wake.set()

    async def _any_due(self) -> bool:
        """Asked first, because a gate counts whom it admits."""
        asked = {"kind": self._errand.kind, "now": self._transactions.clock.now(), "own": list(self._under_way)}
        async with self._transactions.database.connect() as connection:
            return bool(await connection.scalar(_ANY_DUE, asked))

    async def _claim(self, most: int) -> list[Row]:
        async with self._transactions.begin() as work:
            asked = {"kind": self._errand.kind, "now": work.now, "own": list(self._under_way), "most": most}
            marked = {"until": work.now + self._errand.lease, "mark": UNDER_WAY}
            return list((await work.execute(_CLAIM, asked | marked)).all())

    async def _go(self, row: Row) -> None:
        correlation_id = row.headers.get("correlationid") or str(new_id())
        cause = Cause(correlation_id=correlation_id, traceparent=row.headers.get("traceparent"))
        try:
            with self._telemetry.span(f"errand {row.kind}", cause) as inner:
                await self._errand.run(Trip(self._transactions, inner, row.key, row.payload))
            await self._done(row)
        except Exception as error:
            self._telemetry.timers_failed.inc()
            await self._again(row, error)
        else:
            self._telemetry.timers_fired.inc()

    async def _done(self, row: Row) -> None:
        """Delete it, unless somebody has set it again meanwhile."""
        async with self._transactions.begin() as work:
            await work.execute(delete(timers).where(timers.c.id == row.id, timers.c.retry_at == row.retry_at))

    async def _again(self, row: Row, error: Exception) -> None:
        try:
            await put_off(self._transactions, self._settings, row, error)
        except Exception as away:  # the lease ends, and then it is tried again
            log.warning("errand_not_put_off", kind=row.kind, error=describe(away))
