"""The day on which a signed version comes into force: at each clinic when that day begins there."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from chassis.events.timers import TimerHandler, Timers
from chassis.reference.kinds import Reference
from chassis.reference.store import find_head
from chassis.work import Work

TIMER = "reference.begins"
_EARLIEST = timedelta(hours=14)
"""A day begins this long before midnight UTC in the easternmost zone (UTC+14)."""
_LATEST = timedelta(hours=12)
"""A day begins this long after midnight UTC in the westernmost zone (UTC-12)."""
_EVERY = timedelta(hours=1)


def first_day_anywhere(now: datetime) -> date:
    """The earliest local day that has not ended everywhere."""
    return (now.astimezone(UTC) - _LATEST).date()


def began_somewhere(day: date, now: datetime) -> bool:
    """Whether the local day has begun anywhere."""
    return _midnight(day) - _EARLIEST <= now


async def go_on(work: Work, reference: Reference, kind: str, version: str, day: date) -> None:
    """Continue what waited for the version, and repeat every hour until the day has begun everywhere."""
    resume = reference.resume.get(kind)
    if resume is None:
        return
    if began_somewhere(day, work.now):
        await resume(work)
    if first_day_anywhere(work.now) < day:
        due = max(_midnight(day) - _EARLIEST, work.now + _EVERY)
        await work.set_timer(TIMER, f"{kind}/{version}", due)


def timers_of(reference: Reference) -> Timers:
    """The timer that brings versions into force, where there are any."""
    timer = Timers()
    if reference.kinds:
        timer(TIMER)(_begins(reference))
    return timer


def _begins(reference: Reference) -> TimerHandler:
    async def begins(work: Work, key: str, _: Mapping[str, Any]) -> None:
        kind, version = key.split("/", 1)
        head = await find_head(work, kind, version)
        if head is not None and head.status == "signed":
            await go_on(work, reference, kind, version, head.in_force_from)

    return begins


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
