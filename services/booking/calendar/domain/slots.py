"""Which starts are offered, and which of them first."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chassis.local_time import minute_of_day, minutes_apart
from services.booking.people.domain.opening_hours import Span

GRID = timedelta(minutes=15)
"""Offered slots start on the quarters of the local hour."""


def grid_starts(span: Span, zone: ZoneInfo, length: timedelta) -> Iterator[datetime]:
    """The UTC moments in ``span`` at which the local clock shows a quarter and ``length`` still fits."""
    local = span.start.astimezone(zone)
    past_quarter = timedelta(minutes=local.minute % 15, seconds=local.second, microseconds=local.microsecond)
    start = span.start + (GRID - past_quarter if past_quarter else timedelta())
    while start + length <= span.end:
        yield start
        start += GRID


OTHER_PRACTITIONER = 60
"""Another practitioner weighs as much as an hour off the usual time: a choice of ours, no source states one."""


def by_preference(starts: Iterable[datetime], zone: ZoneInfo, near: int | None) -> list[tuple[datetime, int]]:
    """Starts with how many minutes they lie off the wanted time of day: the nearest first, of those the soonest."""
    if near is None:
        return [(start, 0) for start in sorted(starts)]
    weighed = ((start, minutes_apart(minute_of_day(start, zone), near)) for start in starts)
    return sorted(weighed, key=lambda pair: (pair[1], pair[0]))
