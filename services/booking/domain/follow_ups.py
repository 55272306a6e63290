"""Where a follow-up is looked for: in the protocol's window, near the patient's usual time of day."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from statistics import median_low
from zoneinfo import ZoneInfo

from services.booking.domain.local_time import minute_of_day, minutes_apart

OTHER_PRACTITIONER = 60
"""Another practitioner weighs as much as an hour off the usual time: a choice of ours, no source states one."""


def usual_minute(past: Sequence[tuple[datetime, ZoneInfo]]) -> int:
    """The middle one of the local times of day, in minutes after midnight, at which past appointments started.

    ``past`` holds UTC starts with the zone of the clinic of each; at least one.
    """
    return median_low([minute_of_day(start, zone) for start, zone in past])


def by_preference(starts: Iterable[datetime], zone: ZoneInfo, near: int | None) -> list[tuple[datetime, int]]:
    """Starts with how many minutes they lie off the wanted time of day: the nearest first, of those the soonest."""
    if near is None:
        return [(start, 0) for start in sorted(starts)]
    weighed = ((start, minutes_apart(minute_of_day(start, zone), near)) for start in starts)
    return sorted(weighed, key=lambda pair: (pair[1], pair[0]))
