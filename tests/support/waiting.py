"""Waiting for something to come true."""

import asyncio
import time
from collections.abc import Awaitable, Callable

FIRST_PAUSE, LONGEST_PAUSE = 0.02, 0.5
"""Seconds between two looks."""


async def eventually(check: Callable[[], Awaitable[None]], seconds: float = 60) -> None:
    """Return once ``check`` raises no AssertionError; raises its last one after ``seconds``, for a busy machine.

    It looks less often the longer it waits: what asks twenty times a second slows down what it waits for.
    """
    deadline, pause = time.monotonic() + seconds, FIRST_PAUSE
    while True:
        try:
            return await check()
        except AssertionError:
            if time.monotonic() > deadline:
                raise
        await asyncio.sleep(pause)
        pause = min(pause * 1.3, LONGEST_PAUSE)
