"""Windows of local days."""

from dataclasses import dataclass
from datetime import date

from chassis.local_time import spoken_day


@dataclass(frozen=True)
class DayWindow:
    """Local days, both included; None where there is no bound."""

    first: date | None
    last: date | None

    def holds(self, day: date) -> bool:
        """True when ``day`` lies in the window."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def within(self, other: "DayWindow") -> "DayWindow":
        """The days that lie in both."""
        firsts = [day for day in (self.first, other.first) if day is not None]
        lasts = [day for day in (self.last, other.last) if day is not None]
        return DayWindow(max(firsts, default=None), min(lasts, default=None))

    def __str__(self) -> str:
        if self.first and self.last:
            return f"between {spoken_day(self.first)} and {spoken_day(self.last)}"
        if self.first:
            return f"from {spoken_day(self.first)} on"
        return f"until {spoken_day(self.last)}" if self.last else "on any day"
