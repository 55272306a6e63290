"""The one place that decides whether a cartridge is expired, and in which zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def usable_on(expires_on: date, day: date) -> bool:
    """Whether a cartridge with the GS1 (17) date ``expires_on`` may be used on ``day``, the clinic's local day.

    The date printed is the last day of use: what expires today may be used today and not tomorrow.
    """
    return day <= expires_on


def local_day(moment: datetime, zone: str) -> date:
    """The calendar day that ``moment`` (with a zone, usually UTC) falls on at a clinic in the IANA ``zone``."""
    return moment.astimezone(ZoneInfo(zone)).date()


def day_ends_at(day: date, zone: str) -> datetime:
    """UTC. The local midnight after ``day`` at a clinic in the IANA ``zone``: from then on it is the next day there.

    Where daylight saving skips midnight, zoneinfo reads the missing 00:00 with the offset before the change, which is
    the moment at which the next day begins.
    """
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)
