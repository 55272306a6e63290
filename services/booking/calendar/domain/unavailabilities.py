"""When a practitioner, a room or a device cannot be booked: for a time, until further notice, or for good."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from chassis.local_time import start_of_day
from chassis.refusals import Invalid
from services.booking.calendar.domain.refusals import InThePast, UnavailabilityOver


class ResourceKind(StrEnum):
    """What an appointment occupies besides its patient."""

    PRACTITIONER = "practitioner"
    ROOM = "room"
    DEVICE = "device"


class Cause(StrEnum):
    """Why it cannot be booked, in a word."""

    LEAVE = "leave"
    SICKNESS = "sickness"
    TRAINING = "training"
    WORKS = "works"
    """A room is painted, repaired or cleaned."""
    MAINTENANCE = "maintenance"
    BROKEN = "broken"
    OTHER = "other"
    ENDED = "ended"
    """For good: a practitioner has left, a room was given up, a device was retired."""


_PEOPLE = {Cause.LEAVE, Cause.SICKNESS, Cause.TRAINING, Cause.OTHER, Cause.ENDED}
_FITTING = {
    ResourceKind.PRACTITIONER: _PEOPLE,
    ResourceKind.ROOM: {Cause.WORKS, Cause.OTHER, Cause.ENDED},
    ResourceKind.DEVICE: {Cause.MAINTENANCE, Cause.BROKEN, Cause.OTHER, Cause.ENDED},
}


@dataclass(frozen=True)
class Period:
    """UTC. The end is excluded; None: until further notice."""

    start: datetime
    end: datetime | None


def period_of(starts: datetime | date, ends: datetime | date | None, zone: ZoneInfo) -> Period:
    """From moments or local days of a clinic; a last day is included. Raises Invalid."""
    start = starts.astimezone(zone) if isinstance(starts, datetime) else start_of_day(starts, zone)
    if ends is None:
        return Period(start, None)
    end = ends.astimezone(zone) if isinstance(ends, datetime) else start_of_day(ends + timedelta(days=1), zone)
    if end <= start:
        raise Invalid("It would end before it starts: let ends lie after starts.")
    return Period(start, end)


def require_fitting(kind: ResourceKind, cause: Cause, period: Period) -> None:
    """Raises Invalid for a cause that such a thing does not have, and for a last day of what ends for good."""
    if cause not in _FITTING[kind]:
        raise Invalid(
            "A {kind} is not unavailable because of {cause}: choose one of {causes}.",
            kind=kind.value,
            cause=cause.value,
            causes=sorted(_FITTING[kind]),
        )
    if cause is Cause.ENDED and period.end is not None:
        raise Invalid("What ends for good has no last day: leave ends out, or choose another cause.")


def require_not_over(period: Period, now: datetime, zone: ZoneInfo) -> None:
    """Raises InThePast for a period that has passed: it would touch nothing."""
    if period.end is not None and period.end <= now:
        raise InThePast("{ends_at} has passed: let it end later.", ends_at=period.end.astimezone(zone))


def require_changeable(ends_at: datetime | None, withdrawn_at: datetime | None, now: datetime) -> None:
    """Raises UnavailabilityOver for one that was withdrawn or has passed."""
    if withdrawn_at is not None:
        raise UnavailabilityOver("It was withdrawn: enter a new one.")
    if ends_at is not None and ends_at <= now:
        raise UnavailabilityOver("It has passed: enter a new one.")


def ended_early(period: Period, ends_at: datetime) -> Period:
    """The period with an earlier end. Raises Invalid when that is no earlier, or before the start."""
    if ends_at <= period.start:
        raise Invalid("It would end before it starts: withdraw it instead.")
    if period.end is not None and ends_at >= period.end:
        raise Invalid("That is no earlier end: change it instead.")
    return Period(period.start, ends_at)
