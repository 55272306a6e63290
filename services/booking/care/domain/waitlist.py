"""Who waits for what, whether a time suits them, and who of them comes first. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.local_time import local_day, start_of_day
from chassis.refusals import Invalid
from services.booking.calendar.domain.refusals import InThePast
from services.booking.care.domain.refusals import EntryEnded

WAITS_FOR = timedelta(days=90)
"""How long somebody waits who names no last day: a policy of ours, no source gives a figure."""
LONGEST_WAIT = timedelta(days=400)
"""The last day of an entry lies at most so far ahead."""
_DAY_MINUTES = 24 * 60


class Wants(StrEnum):
    """What somebody waits for."""

    CONSULT = "consult"
    """A time for a consult."""
    NEXT = "next"
    """A time for a course's next appointment, a session or a review."""
    EARLIER = "earlier"
    """An earlier time for an appointment that is booked."""


class Priority(StrEnum):
    """Who is asked before all others; staff decide it."""

    NORMAL = "normal"
    HIGH = "high"


class EntryState(StrEnum):
    """Whether somebody still waits."""

    WAITING = "waiting"
    ENDED = "ended"


class EntryEnd(StrEnum):
    """Why somebody waits no longer."""

    BOOKED = "booked"
    """A time was found, on this list or otherwise."""
    WITHDRAWN = "withdrawn"
    """The patient or the desk took the entry back."""
    PERIOD_OVER = "period_over"
    """The last day is over."""
    COURSE_OVER = "course_over"
    """The course was stopped, or has had all its appointments."""
    APPOINTMENT_OVER = "appointment_over"
    """The appointment that was to be earlier was cancelled, was missed, or took place."""
    MERGED = "merged"
    """The record was merged into another one, which waits for the same."""
    ERASED = "erased"


@dataclass(frozen=True)
class WaitWish:
    """When somebody could come. Days and times are those of the clinic's clock."""

    first_day: date
    last_day: date
    notice: timedelta
    """How long before the start they have to know."""
    weekdays: frozenset[int] = frozenset()
    """0 is Monday; none: any."""
    earliest: time | None = None
    latest: time | None = None
    """The last time of day at which an appointment may start."""
    practitioner_id: UUID | None = None
    """Only this one."""

    def suits(self, starts_at: datetime, zone: ZoneInfo, now: datetime) -> bool:
        """Whether they could come to an appointment that starts then (UTC)."""
        local = starts_at.astimezone(zone)
        clock = local.time().replace(tzinfo=None)
        return (
            self.first_day <= local.date() <= self.last_day
            and (not self.weekdays or local.weekday() in self.weekdays)
            and (self.earliest is None or self.earliest <= clock)
            and (self.latest is None or clock <= self.latest)
            and starts_at - now >= self.notice
        )

    @property
    def breadth(self) -> int:
        """Minutes of a week in which an appointment may start: who can seldom come is asked before others."""
        first = 0 if self.earliest is None else self.earliest.hour * 60 + self.earliest.minute
        last = _DAY_MINUTES if self.latest is None else self.latest.hour * 60 + self.latest.minute
        return (len(self.weekdays) or 7) * max(last - first, 1)


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits, as far as it decides who is asked first."""

    entry_id: UUID
    patient_id: UUID
    wish: WaitWish
    priority: Priority
    since: datetime
    """UTC."""
    booked_at: datetime | None = None
    """When the appointment starts that is to be earlier (UTC); None: nothing is booked."""

    def weeks_gained(self, starts_at: datetime) -> int | None:
        """By how many whole weeks they would be treated earlier; None for whom nothing is booked."""
        return None if self.booked_at is None else (self.booked_at - starts_at) // timedelta(weeks=1)


def ranked(waiting: Iterable[Waiting], starts_at: datetime) -> list[Waiting]:
    """The order in which they are asked about a time that starts then (UTC). The same facts give the same order.

    High priority first; then those for whom nothing is booked; then moves by the weeks that they gain; then by the
    days that they wait, and who can come seldom before who can come at any time.
    """
    return sorted(waiting, key=lambda each: _place(each, starts_at))


def _place(one: Waiting, starts_at: datetime) -> tuple[bool, bool, int, date, int, datetime, UUID]:
    gained = one.weeks_gained(starts_at)
    return (
        one.priority is not Priority.HIGH,
        gained is not None,
        -(gained or 0),
        one.since.date(),
        one.wish.breadth,
        one.since,
        one.entry_id,
    )


def why_asked(one: Waiting, starts_at: datetime, now: datetime, before: int) -> list[dict[str, object]]:
    """What placed them where they are, as codes with a number; ``before``: how many whom it does not suit."""
    gained = one.weeks_gained(starts_at)
    reasons: list[dict[str, object]] = []
    if one.priority is Priority.HIGH:
        reasons.append({"code": "high_priority", "number": None})
    if gained is None:
        reasons.append({"code": "nothing_booked", "number": None})
    else:
        reasons.append({"code": "weeks_earlier", "number": gained})
    reasons.append({"code": "days_waited", "number": (now - one.since).days})
    reasons.append({"code": "does_not_suit_others", "number": before})
    return reasons


def require_period(first: date, last: date, today: date) -> None:
    """Raises InThePast when the last day is over, Invalid for days that cannot be."""
    if last < today:
        raise InThePast("{day} is over: choose a last day from today on.", day=last)
    if last < first:
        raise Invalid("The last day is before the first one.")
    if last - today > LONGEST_WAIT:
        raise Invalid("Choose a last day within {days} {days:day|days}.", days=LONGEST_WAIT.days)


def require_days(first: date, last: date, today: date, weekdays: Sequence[int], notice: timedelta) -> None:
    """Raises Invalid when no day of a period is one of the weekdays, or all are sooner than the patient can know."""
    days = (last - first).days + 1
    if weekdays and not any((first + timedelta(days=number)).weekday() in weekdays for number in range(min(days, 7))):
        raise Invalid("None of these weekdays lies between {first} and {last}: choose others.", first=first, last=last)
    if last - today + timedelta(days=1) <= notice:
        raise Invalid(
            "The last day is sooner than the patient can know of it: choose a later one, or a shorter notice."
        )


def require_times(earliest: time | None, latest: time | None, weekdays: Sequence[int]) -> None:
    """Raises Invalid for times of day or weekdays that no appointment can meet."""
    if earliest is not None and latest is not None and latest < earliest:
        raise Invalid("The latest start is before the earliest one.")
    if len(set(weekdays)) != len(weekdays):
        raise Invalid("Each weekday is named once.")


def last_day_after_move(last: date, was: date, now: date) -> date:
    """Until when somebody waits for an earlier time than that of an appointment, which moves from one day to another.

    They wait until its new day, or until the day that they chose, where it lies before.
    """
    return now if last >= was else min(last, now)


def require_waiting(state: EntryState) -> None:
    """Raises EntryEnded for an entry that is not on the list any more."""
    if state is not EntryState.WAITING:
        raise EntryEnded("This entry has ended: add a new one.")


def period_end(last: date, zone: ZoneInfo) -> datetime:
    """The moment (UTC) at which the last day is over."""
    return start_of_day(last + timedelta(days=1), zone)


def is_over(last: date, now: datetime, zone: ZoneInfo) -> bool:
    """Whether the last local day has passed."""
    return last < local_day(now, zone)
