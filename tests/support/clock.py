"""The clock of a service under test."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from chassis.clock import MovableClock


class StoppableClock(MovableClock):
    """It runs with the machine's clock from where a test puts it, and can be stopped: then it moves only when it is
    set, and nothing comes due because the machine is slow."""

    _stopped_at: datetime | None = None
    _stops = 0

    def now(self) -> datetime:
        return self._stopped_at or super().now()

    def set(self, moment: datetime) -> None:
        """Make it ``moment`` now. Raises ValueError when that lies in the past: time does not go back."""
        super().set(moment)
        if self._stopped_at is not None:
            self._stopped_at = moment

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
