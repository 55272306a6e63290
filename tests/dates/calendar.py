"""The days on which software tends to break, counted from today."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from zoneinfo import ZoneInfo

LISBON = "Europe/Lisbon"
BEFORE = timedelta(seconds=30)
"""A run begins so long before the moment that matters, so that it comes while tests run."""


@dataclass(frozen=True)
class Day:
    """When a run begins."""

    name: str
    start: datetime
    zone: str = "UTC"
    """The machine's own time zone in that run."""
    in_ci: bool = True
    """False: only `make dates DAYS=all` runs it, and no CI."""


def days(now: datetime) -> list[Day]:
    """The next ones after ``now``."""
    to_summer, to_winter = next_clock_changes(LISBON, now)
    return [
        Day("a year on", now + timedelta(days=365)),
        Day("29 February", next_29_february(now)),
        Day("New Year", datetime(now.year + 1, 1, 1, tzinfo=UTC) - BEFORE, in_ci=False),
        Day("summer time begins in Lisbon", to_summer - BEFORE, LISBON, in_ci=False),
        Day("summer time ends in Lisbon", to_winter - BEFORE, LISBON),
    ]


def next_29_february(now: datetime) -> datetime:
    """At noon in UTC."""
    return next(moment for moment in _noons_of_29_february(now.year) if moment > now)


def _noons_of_29_february(first_year: int) -> Iterator[datetime]:
    return (datetime(year, 2, 29, 12, tzinfo=UTC) for year in count(first_year) if calendar.isleap(year))


def next_clock_changes(zone: str, now: datetime) -> tuple[datetime, datetime]:
    """When the zone's clocks next go forward, and when they next go back, to the hour."""
    local = ZoneInfo(zone)
    first = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    hours = [first + timedelta(hours=number) for number in range(366 * 24)]
    offsets = [(hour, hour.astimezone(local).utcoffset() or timedelta()) for hour in hours]
    changes = [(hour, after - before) for (_, before), (hour, after) in pairwise(offsets) if before != after]
    forward = next(hour for hour, by in changes if by > timedelta())
    back = next(hour for hour, by in changes if by < timedelta())
    return forward, back
