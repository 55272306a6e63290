"""Where a follow-up is looked for: in the protocol's window, near the patient's usual time of day."""

from collections.abc import Sequence
from datetime import datetime
from statistics import median_low
from zoneinfo import ZoneInfo

from chassis.local_time import minute_of_day


def usual_minute(past: Sequence[tuple[datetime, ZoneInfo]]) -> int:
    """The middle one of the local times of day, in minutes after midnight, at which past appointments started.

    ``past`` holds UTC starts with the zone of the clinic of each; at least one.
    """
    return median_low([minute_of_day(start, zone) for start, zone in past])
