"""Windows of local days."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from chassis.local_time import local_day
from chassis.refusals import Phrase
from services.booking.calendar.domain.refusals import InThePast


def require_not_passed(day: date, now: datetime, zone: ZoneInfo) -> None:
    """Raises InThePast for a local day before that of ``now``."""
    if day < local_day(now, zone):
        raise InThePast("{day} has passed at the clinic: choose today or a later day.", day=day)


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

    def phrase(self) -> Phrase:
        """The window within a sentence."""
        if self.first and self.last:
            return Phrase("between {first} and {last}", {"first": self.first, "last": self.last})
        if self.first:
            return Phrase("from {first} on", {"first": self.first})
        return Phrase("until {last}", {"last": self.last}) if self.last else Phrase("on any day")

    def __str__(self) -> str:
        return str(self.phrase())
