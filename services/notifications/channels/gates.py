"""When the next messages may be handed to a carrier: not while it is down, and no faster than it allows."""

import time

from chassis.work import Transactions
from services.notifications.domain.carriers import LONGEST_PROBE
from services.notifications.domain.recipients import Channel
from services.notifications.store.carriers import carrier_state, may_probe


class Pace:
    """So many messages a second of one worker, and at most those of one second at once."""

    def __init__(self, per_second: float) -> None:
        self._per_second = per_second
        self._most = max(per_second, 1.0)
        self._left = self._most
        self._at = time.monotonic()

    def admits(self, wanted: int) -> int:
        """How many of these may go now; they count as gone."""
        now = time.monotonic()
        self._left = min(self._left + (now - self._at) * self._per_second, self._most)
        self._at = now
        admitted = min(wanted, int(self._left))
        self._left -= admitted
        return admitted


class CarrierGate:
    """Of one channel. All workers share what is known of the carrier; while it is down one message tries it."""

    def __init__(self, channel: Channel, pace: Pace | None) -> None:
        self._channel = channel
        self._pace = pace

    async def admits(self, transactions: Transactions, wanted: int) -> int:
        """At most ``wanted``."""
        async with transactions.begin(reading=True) as work:
            state = await carrier_state(work, self._channel)
        if state.next_probe_at is not None and work.now < state.next_probe_at:
            return 0
        if state.down_since is not None:
            async with transactions.begin() as work:
                return int(await may_probe(work, self._channel, LONGEST_PROBE))
        return self._pace.admits(wanted) if self._pace else wanted
