"""How many requests somebody may send: a rate with room for bursts, one number in memory for each caller."""

import time
from collections.abc import Callable

BURST_SECONDS = 10.0
"""Whoever was quiet for this long may use the rate of as many seconds at once."""
MOST_NAMES = 20_000
"""Callers that are remembered; with more, those that have been quiet are forgotten, then the oldest."""


class Rates:
    """A rate for each name (the generic cell rate algorithm: a token bucket that stores one moment)."""

    def __init__(self, per_second: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._interval = 1 / per_second
        self._monotonic = monotonic
        self._free_at: dict[str, float] = {}
        """By name: when its burst is used up to nothing again."""

    def take(self, name: str) -> float:
        """Count a request of ``name``; returns 0, or the seconds to wait when it is one too many."""
        now = self._monotonic()
        free_at = max(self._free_at.get(name, now), now)
        wait = free_at + self._interval - now - max(BURST_SECONDS, self._interval)
        if wait > 1e-6:  # sums of seconds are not exact
            return wait
        if name not in self._free_at and len(self._free_at) >= MOST_NAMES:
            self._forget(now)
        self._free_at[name] = free_at + self._interval
        return 0.0

    def _forget(self, now: float) -> None:
        self._free_at = {name: free_at for name, free_at in self._free_at.items() if free_at > now}
        while len(self._free_at) >= MOST_NAMES:
            del self._free_at[next(iter(self._free_at))]
