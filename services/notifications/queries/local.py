"""Moments on a clinic's clock."""

from datetime import datetime
from zoneinfo import ZoneInfo


def on_clock(moment: datetime, zone: str | None) -> datetime:
    """``moment`` with the offset of ``zone`` (IANA); as it is while the zone is not known."""
    return moment.astimezone(ZoneInfo(zone)) if zone else moment


def on_clock_or_none(moment: datetime | None, zone: str | None) -> datetime | None:
    """The same for a moment that may be missing."""
    return on_clock(moment, zone) if moment else None
