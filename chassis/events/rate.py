"""How much flows, so that a busy relay or consumer can let a batch fill where an idle one answers at once."""

import asyncio
import time

BUSY = 400
"""Events a second of one process above which a batch of them is worth more than each one's few milliseconds."""


class Rate:
    """Events a second, over about the last half second."""

    def __init__(self) -> None:
        self._since = time.monotonic()
        self._count = 0
        self._last = 0.0

    def after(self, events: int) -> float:
        """The rate, now that so many more came."""
        self._count += events
        passed = time.monotonic() - self._since
        if passed >= 0.5:
            self._last = self._count / passed
            self._since, self._count = time.monotonic(), 0
        return self._last

    async def gather(self, events: int, seconds: float) -> None:
        """Wait ``seconds`` when it is busy; ``events`` is what the last batch held."""
        if self.after(events) > BUSY:
            await asyncio.sleep(seconds)
