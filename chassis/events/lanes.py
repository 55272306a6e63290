"""All timers of a worker: those of each lane, the errands, and the others, none of which wait for each other."""

import asyncio
from datetime import datetime

from chassis.events.errand_loop import ErrandLoop
from chassis.events.timers import TimerLoop, Timers
from chassis.run.settings import Settings
from chassis.run.telemetry import Telemetry
from chassis.work import Transactions


class TimerLanes:
    """A loop for each lane and errand, and one for the rest."""

    def __init__(self, timers: Timers, transactions: Transactions, settings: Settings, telemetry: Telemetry) -> None:
        common = (transactions, settings, telemetry)
        self.rest = TimerLoop(timers, *common)
        """Those that have no lane."""
        self._loops: list[TimerLoop | ErrandLoop] = [self.rest]
        self._loops += [TimerLoop(timers, *common, lane) for lane in timers.lanes]
        self._loops += [ErrandLoop(errand, *common) for errand in timers.errands]

    def wake(self) -> None:
        """Check for due timers without waiting for the next poll."""
        for loop in self._loops:
            loop.wake()

    async def run(self) -> None:
        """Fire due timers until ``stop``."""
        async with asyncio.TaskGroup() as group:
            for loop in self._loops:
                group.create_task(loop.run())

    def stop(self) -> None:
        """Stop after what is under way."""
        for loop in self._loops:
            loop.stop()

    async def fire_due(self) -> int:
        """Fire all that is due now, and what that makes due at once. Answers how many."""
        if len(self._loops) == 1:
            return await self.rest.fire_due()
        fired = 0
        while now_fired := sum([await loop.fire_due() for loop in self._loops]):
            fired += now_fired
        return fired

    async def next_due(self) -> datetime | None:
        """When the next timer of any lane is due, or None when none is set."""
        due = [await loop.next_due() for loop in self._loops]
        return min((each for each in due if each), default=None)
