"""How long a part of the body is left alone between two sessions, whichever course, concern, device or clinic.

Protocols state their spacing in weeks (S2, S3, S4); of two that meet on one part of the body the longer one counts.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from services.booking.calendar.domain.days import DayWindow
from services.booking.care.domain.refusals import TooSoon
from services.booking.care.domain.words import Area

_OF_THE_FACE = {Area.PERIORBITAL.value, Area.INSIDE_ORBITAL_RIM.value, Area.LIPS.value}


@dataclass(frozen=True)
class Plan:
    """Which areas the sessions of a course are on, and how many weeks its protocol leaves them alone at least."""

    course_id: UUID
    areas: frozenset[str]
    weeks: int


@dataclass(frozen=True)
class Needling:
    """A session of a course, performed or booked."""

    plan: Plan
    at: datetime
    """UTC."""
    day: date
    """Its clinic's local day."""
    performed: bool


@dataclass(frozen=True)
class Needlings:
    """All courses of a patient, and all sessions that were performed or are booked."""

    plans: Sequence[Plan]
    sessions: Sequence[Needling]

    def performed_before(self, at: datetime) -> "Needlings":
        """What had been performed by a moment (UTC): by that, a session of the past is asked again."""
        return Needlings(self.plans, [each for each in self.sessions if each.performed and each.at < at])

    def blocked_for(self, course_id: UUID, booked_before: datetime | None = None) -> tuple[DayWindow, ...]:
        """The days that are too near to sessions of the patient's other courses on the same part of the body.

        What was performed blocks all days until its last one; what is booked, the days before and after it.
        ``booked_before`` (UTC): of what is booked, only what starts before counts.
        """
        plan = self._plan(course_id)
        windows = []
        for each in self._on_the_same_part(plan):
            if each.performed or booked_before is None or each.at < booked_before:
                window = _too_near_to(plan, each)
                windows.append(DayWindow(None, window.last) if each.performed else window)
        return tuple(windows)

    def near_performed(self, course_id: UUID) -> tuple[DayWindow, ...]:
        """The days that are too near, before or after, to what was performed in the patient's other courses.

        For a session that took place already: one that is entered late may be older than another one.
        """
        plan = self._plan(course_id)
        return tuple(_too_near_to(plan, each) for each in self._on_the_same_part(plan) if each.performed)

    def _plan(self, course_id: UUID) -> Plan:
        return next(each for each in self.plans if each.course_id == course_id)

    def _on_the_same_part(self, plan: Plan) -> Iterator[Needling]:
        """Sessions of other courses on the same part of the body."""
        for each in self.sessions:
            if each.plan.course_id != plan.course_id and parts_of(each.plan.areas) & parts_of(plan.areas):
                yield each


def _too_near_to(plan: Plan, other: Needling) -> DayWindow:
    gap = timedelta(weeks=max(plan.weeks, other.plan.weeks)) - timedelta(days=1)
    return DayWindow(other.day - gap, other.day + gap)


def parts_of(areas: Iterable[str]) -> frozenset[str]:
    """Parts of the body that are left alone as a whole: the face with all that belongs to it, or the area itself."""
    return frozenset(Area.FACE.value if area in _OF_THE_FACE else area for area in areas)


def free_from(blocked: Iterable[DayWindow], day: date) -> date | None:
    """The day from which on nothing near ``day`` is in the way; None when nothing is on ``day`` itself."""
    lasts = [window.last for window in blocked if window.holds(day) and window.last is not None]
    return max(lasts) + timedelta(days=1) if lasts else None


def require_apart(blocked: Iterable[DayWindow], day: date) -> None:
    """Raises TooSoon on a local day that is too near to another session on the same part of the body."""
    first = free_from(blocked, day)
    if first is not None:
        raise TooSoon(
            "Another session on the same part of the body is too near to {day}: choose a day from {first} on, or let "
            "a clinician give a reason.",
            day=day,
            first=first,
            free_from=first.isoformat(),
        )


def within_spacing(wanted: DayWindow, blocked: Iterable[DayWindow]) -> DayWindow:
    """The days that the protocol wants, from the first on that everything performed allows.

    When its window is over by then, the appointment is overdue: any later day is as good.
    """
    lasts = [window.last for window in blocked if window.first is None and window.last is not None]
    if not lasts:
        return wanted
    first = max(lasts) + timedelta(days=1)
    days = wanted.within(DayWindow(first, None))
    return DayWindow(days.first, None) if days.last is not None and days.last < first else days
