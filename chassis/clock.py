"""The only place that reads the wall clock. Everything else is given a clock, or a moment."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
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
        self._ahead += _step_ahead(self.now(), moment)
        for listener in self._listeners:
            listener()

    def advance(self, by: timedelta) -> None:
        """Move ``by`` ahead."""
        self.set(self.now() + by)

    def on_move(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` after every move, so that timers need not wait for their next poll."""
        self._listeners.append(listener)


class RehearsalClock:
    """As far ahead of the machine's clock as a file says, in seconds, so that all processes of a rehearsal share it.

    For rehearsals on real parts only (decision 0012). Without the file it is the machine's clock.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def set(self, moment: datetime) -> None:
        """Make it ``moment`` everywhere. Raises ValueError when that lies in the past: time does not go back."""
        ahead = self._ahead + _step_ahead(self.now(), moment)
        fresh = self._path.with_suffix(".new")
        fresh.write_text(f"{ahead.total_seconds():.6f}\n")
        fresh.replace(self._path)  # at once: nobody reads half a number

    @property
    def _ahead(self) -> timedelta:
        try:
            return timedelta(seconds=float(self._path.read_text()))
        except FileNotFoundError:
            return timedelta()


def _step_ahead(now: datetime, moment: datetime) -> timedelta:
    step = moment - now
    if step < timedelta(seconds=-1):
        raise ValueError(f"the clock cannot go back from {now} to {moment}")
    return step
