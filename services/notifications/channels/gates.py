"""When the next messages may be handed to a carrier: not while it is down, and no faster than it allows."""

import time
from collections.abc import Callable

from chassis.work import Transactions
from services.notifications.domain.carriers import LONGEST_PROBE
from services.notifications.domain.recipients import Channel
from services.notifications.store.carriers import carrier_state, may_probe

URGENT_WAITS = 2.0
"""Seconds for which an urgent message that was not admitted keeps others back: longer than until it asks again."""


class Pace:
    """So many messages a second of one worker, and at most those of one second at once; urgent ones first."""

    def __init__(self, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` counts seconds."""
        self._per_second = per_second
        self._most = max(per_second, 1.0)
        self._left = self._most
        self._clock = clock
        self._at = clock()
        self._others_from = self._at

    def admits(self, wanted: int, *, urgent: bool) -> int:
        """How many of these may go now; they count as gone."""
        now = self._clock()
        self._left = min(self._left + (now - self._at) * self._per_second, self._most)
        self._at = now
        if not urgent and now < self._others_from:
            return 0
        admitted = min(wanted, int(self._left))
        self._left -= admitted
        if urgent:
            self._others_from = now if admitted else now + URGENT_WAITS
        return admitted


class CarrierGate:
    """Of one lane of a channel. All workers share what is known of the carrier; while it is down one message tries it.

    The lanes of a channel share its pace.
    """

    def __init__(self, channel: Channel, pace: Pace | None, *, urgent: bool) -> None:
        self._channel = channel
        self._pace = pace
        self._urgent = urgent

    async def admits(self, transactions: Transactions, wanted: int) -> int:
        """At most ``wanted``."""
        async with transactions.begin(reading=True) as work:
            state = await carrier_state(work, self._channel)
        if state.next_probe_at is not None and work.now < state.next_probe_at:
            return 0
        if state.down_since is not None:
            async with transactions.begin() as work:
                return int(await may_probe(work, self._channel, LONGEST_PROBE))
        return self._pace.admits(wanted, urgent=self._urgent) if self._pace else wanted
