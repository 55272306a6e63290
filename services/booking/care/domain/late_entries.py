"""What took place and was not recorded then: entered later, by its true moment."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from chassis.local_time import local_day
from services.booking.calendar.domain.appointments import Status
from services.booking.calendar.domain.refusals import NotItsDay, WrongStatus
from services.booking.care.domain.clearances import Clearance


@dataclass(frozen=True)
class LateEntry:
    """When it took place (UTC), and why it was not recorded then, or was said not to take place."""

    performed_at: datetime
    reason: str


@dataclass(frozen=True)
class LatePolicy:
    """How long practitioners enter something late. A policy of the chain: no source gives a figure."""

    days: int


def require_late(
    late: LateEntry, status: Status, starts_at: datetime, now: datetime, zone: ZoneInfo, policy: LatePolicy | None
) -> None:
    """Check a late entry. ``policy`` is None for a medical director, who is not bound by it.

    Raises WrongStatus when something was recorded at the appointment already, NotItsDay for a moment that lies ahead,
    is on another local day than the appointment's, or is longer ago than the policy allows.
    """
    if status is Status.PERFORMED:
        raise WrongStatus("Something was recorded at this appointment already: amend that, or void it first.")
    if late.performed_at > now:
        raise NotItsDay("This moment lies ahead: give the one at which it took place.")
    day, today = local_day(late.performed_at, zone), local_day(now, zone)
    if day != local_day(starts_at, zone):
        raise NotItsDay(
            "The appointment was on {day}: give a moment of that day, or use the appointment of the day on which it "
            "took place.",
            day=local_day(starts_at, zone),
        )
    if policy is not None and (today - day).days > policy.days:
        raise NotItsDay(
            "The appointment was on {day}, more than {days} {days:day|days} ago: the medical director enters it.",
            day=day,
            days=policy.days,
        )


def as_known_at(moment: datetime, decided: Sequence[Clearance], *, suspended: bool) -> list[Clearance]:
    """What screening had decided by a moment in the past; ``suspended`` says whether it was suspended then."""
    return [replace(each, suspended=suspended) for each in decided if each.decided_at <= moment]
