"""The only module that reads the wall clock. All other code receives a clock, or a moment."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Gives the current time in UTC."""

    def now(self) -> datetime:
        """The current moment, timezone-aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class MovableClock:
    """The machine's clock plus an offset that can be increased: for the embedded run and for tests only."""

    def __init__(self, start: datetime | None = None) -> None:
        self._ahead = (start - datetime.now(UTC)) if start else timedelta()
        self._listeners: list[Callable[[], None]] = []

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def set(self, moment: datetime) -> None:
        """Move the clock to ``moment``. Raises ValueError when that is in the past."""
        self._ahead += _step_ahead(self.now(), moment)
        for listener in self._listeners:
            listener()

    def advance(self, by: timedelta) -> None:
        """Move the clock forward by ``by``."""
        self.set(self.now() + by)

    def on_move(self, listener: Callable[[], None]) -> None:
        """Call ``listener`` after every move, so that timers need not wait for their next poll."""
        self._listeners.append(listener)


class RehearsalClock:
    """The machine's clock plus an offset in seconds from a file, so that all processes of a rehearsal share it.

    For rehearsals on real parts only (decision 0012). Without the file it is the machine's clock.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def set(self, moment: datetime) -> None:
        """Move the clock of all processes to ``moment``. Raises ValueError when that is in the past."""
        ahead = self._ahead + _step_ahead(self.now(), moment)
        fresh = self._path.with_suffix(".new")
        fresh.write_text(f"{ahead.total_seconds():.6f}\n")
        fresh.replace(self._path)  # atomic: no process reads half a number

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
