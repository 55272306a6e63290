"""The clock of a service under test."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from time import monotonic

from chassis.clock import MovableClock


class StoppableClock(MovableClock):
    """It runs from where a test puts it, and can be stopped: then it moves only when it is set, and nothing comes due
    because the machine is slow.

    Nor because the machine's clock is set, or the machine sleeps for an hour between an offer and its booking: what
    runs is how long the test takes, not what the clock on the wall shows.
    """

    _stopped_at: datetime | None = None
    _stops = 0

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self._put = start, monotonic()

    def now(self) -> datetime:
        put, since = self._put
        return self._stopped_at or put + timedelta(seconds=monotonic() - since)

    def set(self, moment: datetime) -> None:
        """Make it ``moment`` now. Raises ValueError when that lies in the past: time does not go back."""
        if moment - self.now() < timedelta(seconds=-1):
            raise ValueError(f"the clock cannot go back from {self.now()} to {moment}")
        self._put = moment, monotonic()
        if self._stopped_at is not None:
            self._stopped_at = moment
        super().set(moment)

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Within the block, or the last of several at once. Afterwards it shows at least the time that has passed."""
        self._stopped_at = self.now()
        self._stops += 1
        try:
            yield
        finally:
            self._stops -= 1
            if self._stops == 0:
                self._stopped_at = None
