"""All timers of a worker: those of each lane, the errands, and the others, none of which wait for each other."""

import asyncio
from datetime import datetime

from sqlalchemy import text

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.events.errand_loop import ErrandLoop
from chassis.events.rounds import Rounds
from chassis.events.timers import TimerLoop, Timers
from chassis.run.settings import Settings
from chassis.run.telemetry import Telemetry
from chassis.work import Transactions

_LOOK = Prepared(
    text(
        "WITH RECURSIVE kinds AS (SELECT min(kind) AS kind FROM timers UNION ALL"
        " SELECT (SELECT min(kind) FROM timers WHERE kind > kinds.kind) FROM kinds WHERE kind IS NOT NULL)"
        " SELECT ARRAY(SELECT kind FROM kinds WHERE EXISTS"
        " (SELECT FROM timers WHERE timers.kind = kinds.kind AND retry_at <= :now)) AS due,"
        " (SELECT min(retry_at) FROM timers WHERE retry_at > :now) AS next"
    )
)
"""Goes from kind to kind: thousands that wait for one carrier are not read at each look."""
_NEXT = Prepared(text("SELECT min(retry_at) FROM timers"))


class TimerLanes(Rounds):
    """A loop for each lane and errand, and one for the rest. One look at the table, at each poll, is for all of them.

    A loop goes round only when something of its kinds is due: a worker at rest asks one statement a poll.
    """

    def __init__(self, timers: Timers, transactions: Transactions, settings: Settings, telemetry: Telemetry) -> None:
        super().__init__(settings, "all")
        self._transactions = transactions
        common = (transactions, settings, telemetry)
        self.rest = TimerLoop(timers, *common)
        """Those that have no lane."""
        self._lanes: dict[str, TimerLoop | ErrandLoop] = {}
        """By kind."""
        for lane in timers.lanes:
            self._lanes[lane.kind] = TimerLoop(timers, *common, lane)
        self._lanes |= {errand.kind: ErrandLoop(errand, *common) for errand in timers.errands}
        self._loops = [self.rest, *self._lanes.values()]

    async def run(self) -> None:
        """Fire due timers until ``stop``."""
        async with asyncio.TaskGroup() as group:
            group.create_task(super().run())
            for loop in self._loops:
                group.create_task(loop.run())

    def stop(self) -> None:
        """Stop after what is under way."""
        super().stop()
        for loop in self._loops:
            loop.stop()

    async def _round(self) -> float:
        look = await self._look()
        for loop in self._loops_of(look.due):
            loop.wake()
        # What is due and stays so, because its gate does not admit it or another worker is on it, waits for a poll.
        if look.next is None:
            return self._settings.poll_seconds
        remaining: float = (look.next - self._transactions.clock.now()).total_seconds()
        return min(max(remaining, 0.01), self._settings.poll_seconds)

    async def _look(self) -> Row:
        """The kinds of which something is due, and when the next timer is that is not."""
        async with self._transactions.database.connect() as connection:
            return (await connection.execute(_LOOK, {"now": self._transactions.clock.now()})).one()

    def _loops_of(self, kinds: list[str]) -> list[TimerLoop | ErrandLoop]:
        theirs = {self._lanes.get(kind, self.rest) for kind in kinds}
        return [loop for loop in self._loops if loop in theirs]

    async def fire_due(self) -> int:
        """Fire all that is due now, and what that makes due at once. Answers how many."""
        if len(self._loops) == 1:
            return await self.rest.fire_due()
        fired = 0
        while now_fired := sum([await loop.fire_due() for loop in self._loops_of((await self._look()).due)]):
            fired += now_fired
        return fired

    async def next_due(self) -> datetime | None:
        """When the next timer is due, or None when none is set."""
        async with self._transactions.database.connect() as connection:
            due: datetime | None = await connection.scalar(_NEXT)
            return due
