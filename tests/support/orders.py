"""Two events of different keys: each may come first, and two workers may have one each at the same time."""

from contracts.event import Event
from tests.support.running import Running

ORDERS = ("before", "after", "first", "second")
"""Of an event: before the other is handled, after it, and at the same time, committed first or second."""


async def in_order(running: Running, order: str, event: Event, other: Event) -> None:
    """Let a service handle both, in one of ``ORDERS``."""
    if order in ("before", "after"):
        for each in (event, other) if order == "before" else (other, event):
            await running.react(each)
    elif order == "first":
        await running.at_once(event, other)
    else:
        await running.at_once(other, event)
