"""Waiting: longer after each failure, and ended early by an event."""

import asyncio
import random
from contextlib import suppress

from chassis.run.settings import Settings


class Backoff:
    """Waits that double from ``retry_seconds`` to ``retry_seconds_max``, with jitter."""

    def __init__(self, settings: Settings) -> None:
        self._first = settings.retry_seconds
        self._longest = settings.retry_seconds_max
        self._wait = self._first

    def next(self) -> float:
        """The seconds to wait before the next attempt."""
        wait = self._wait
        self._wait = min(self._wait * 2, self._longest)
        return wait * random.uniform(0.8, 1.0)  # noqa: S311  # spreading load is no secret

    def reset(self) -> None:
        """Start again from the first wait, after a success."""
        self._wait = self._first


async def wait_for(*events: asyncio.Event, seconds: float | None) -> None:
    """Return when any of the events is set, or after ``seconds``; None: only then."""
    if len(events) == 1:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await events[0].wait()
        return
    waiters = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waiters, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for waiter in waiters:
            waiter.cancel()
