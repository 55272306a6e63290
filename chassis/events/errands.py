"""Errands: timers whose work is to ask the world outside, several at once and without a transaction.

An ordinary timer holds a transaction while it fires, so a server that keeps silent would hold a connection, locks and
every other timer. An errand is only marked as under way; it opens its own short transactions. When its worker dies, it
starts again after its lease: whoever writes one says in the database what was begun, and finds it there.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from chassis.events.envelope import Cause
from chassis.work import Transactions

UNDER_WAY = "under way"
"""Of the column ``error``: a worker is on this errand."""


@dataclass(frozen=True)
class Trip:
    """What an errand gets: the timer, and how to open transactions in its name."""

    transactions: Transactions
    cause: Cause
    key: str
    payload: Mapping[str, Any]


class Gate(Protocol):
    """Decides how many errands of a kind may start now."""

    async def admits(self, transactions: Transactions, wanted: int) -> int:
        """At most ``wanted``; 0 while none may. It is asked again at every poll and whenever an errand ends."""
        ...


@dataclass(frozen=True)
class Errand:
    """A kind of timer that is an errand."""

    kind: str
    run: Callable[[Trip], Awaitable[None]]
    """Raises when it should be tried again later. What it must not do twice it notes in a transaction before."""
    at_once: int
    """How many of them one worker is on at the same time."""
    lease: timedelta
    """When another worker starts it again, because the first has died: longer than any of them takes."""
    gate: Gate
