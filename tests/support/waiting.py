"""Waiting for something to come true."""

import asyncio
import time
from collections.abc import Awaitable, Callable


async def eventually(check: Callable[[], Awaitable[None]], seconds: float = 60) -> None:
    """Return once ``check`` raises no AssertionError; raises its last one after ``seconds``, for a busy machine."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return await check()
        except AssertionError:
            if time.monotonic() > deadline:
                raise
        await asyncio.sleep(0.05)
