"""Measures throughput, so that a busy relay or consumer waits for full batches and an idle one acts at once."""

import asyncio
import time

BUSY = 400
"""Events per second of one process above which larger batches are worth a few milliseconds of delay."""


class Rate:
    """Events per second, over about the last half second."""

    def __init__(self) -> None:
        self._since = time.monotonic()
        self._count = 0
        self._last = 0.0

    def after(self, events: int) -> float:
        """The rate after ``events`` more events."""
        self._count += events
        passed = time.monotonic() - self._since
        if passed >= 0.5:
            self._last = self._count / passed
            self._since, self._count = time.monotonic(), 0
        return self._last

    async def gather(self, events: int, seconds: float) -> None:
        """Wait ``seconds`` when the rate is high; ``events`` is the size of the last batch."""
        if self.after(events) > BUSY:
            await asyncio.sleep(seconds)
