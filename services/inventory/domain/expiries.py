"""The one place that decides whether a cartridge is expired, and in which zone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from chassis import local_time
from chassis.local_time import start_of_day


def usable_on(expires_on: date, day: date) -> bool:
    """Whether a cartridge with the GS1 (17) date ``expires_on`` may be used on ``day``, the clinic's local day.

    The date printed is the last day of use: what expires today may be used today and not tomorrow.
    """
    return day <= expires_on


def local_day(moment: datetime, zone: str) -> date:
    """The calendar day that ``moment`` (with a zone, usually UTC) falls on at a clinic in the IANA ``zone``."""
    return local_time.local_day(moment, ZoneInfo(zone))


def day_ends_at(day: date, zone: str) -> datetime:
    """UTC. The first moment of the day after ``day`` at a clinic in the IANA ``zone``."""
    return start_of_day(day + timedelta(days=1), ZoneInfo(zone))
