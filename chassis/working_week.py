"""The hours in which a clinic works, of a usual week, on its own clock. Pure; a service's domain may import it.

Booking publishes the week with a clinic, and holidays and closed days apart from it, for a year ahead.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from chassis.local_time import moment_of

MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True, order=True)
class Open:
    """When a clinic is open on one day of every week, on its own clock."""

    weekday: int
    """0 is Monday."""
    opens: time
    closes: time
    """Midnight is the end of the day."""


OFFICE_HOURS = tuple(Open(weekday, time(9), time(17)) for weekday in range(5))
"""Monday to Friday, 9 to 17: while the hours of a clinic are not known, or it has none."""


@dataclass(frozen=True, slots=True)
class WorkingWeek:
    """The hours in which a clinic works."""

    zone: ZoneInfo
    hours: tuple[Open, ...] = OFFICE_HOURS
    closed_days: frozenset[date] = frozenset()
    """Local days on which it is closed all the same, as far as they are known."""

    def on(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """From when until when (UTC) a local day is worked, the earliest first."""
        for each in sorted(self.hours or OFFICE_HOURS):
            if each.weekday == day.weekday() and day not in self.closed_days:
                ends_on = day + timedelta(days=1) if each.closes == MIDNIGHT else day
                yield moment_of(day, each.opens, self.zone), moment_of(ends_on, each.closes, self.zone)


def after_working_hours(start: datetime, hours: int, week: WorkingWeek) -> datetime:
    """The moment (UTC) at which this many working hours have passed since ``start`` (UTC), on the clinic's clock."""
    return after_working_time(start, timedelta(hours=hours), week)


def after_working_time(start: datetime, left: timedelta, week: WorkingWeek) -> datetime:
    """The same for any time that is ``left``; more than none."""
    day = start.astimezone(week.zone).date()
    worked_until = start
    while True:
        for opens, closes in week.on(day):
            begins = max(worked_until, opens)
            if begins < closes:
                if left <= closes - begins:
                    return begins + left
                left -= closes - begins
                worked_until = closes
        day += timedelta(days=1)
