"""The only place that reads the wall clock. Everything else is given a clock, or a moment."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time in UTC."""

    def now(self) -> datetime:
        """The moment it is, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class MovableClock:
    """Runs with the machine's clock, but can be moved forward: for the embedded run and for tests only."""

    def __init__(self, start: datetime | None = None) -> None:
        self._ahead = (start - datetime.now(UTC)) if start else timedelta()
        self._listeners: list[Callable[[], None]] = []

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def set(self, moment: datetime) -> None:
        """Make it ``moment`` now. Raises ValueError when that lies in the past: time does not go back."""
        step = moment - self.now()
        if step < timedelta(seconds=-1):
            raise ValueError(f"the clock cannot go back from {self.now()} to {moment}")
        self._ahead += step
        for listener in self._listeners:
            listener()

    def advance(self, by: timedelta) -> None:
        """Move ``by`` ahead."""
        self.set(self.now() + by)

    def on_move(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` after every move, so that timers need not wait for their next poll."""
        self._listeners.append(listener)
