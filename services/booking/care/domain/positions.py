"""Several appointments of one course are booked at once: which days each may have beside the others. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

from chassis.refusals import Phrase
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.domain.days import DayWindow
from services.booking.care.domain.courses import Course


@dataclass(frozen=True)
class Step:
    """An appointment of a course that is booked, or about to be. ``day`` is local to its clinic."""

    kind: AppointmentKind
    day: date
    appointment_id: UUID | None = None


@dataclass(frozen=True)
class Position:
    """Between which appointments of its course another one lies."""

    kind: AppointmentKind
    number: int
    """The how-manieth session it is, from 1; a review comes after all sessions."""
    after: date | None
    """The day of the session before it; None when there is none."""
    before: Step | None = None
    """What is booked after it."""

    @property
    def session(self) -> int | None:
        """The number of the session; None for a review."""
        return self.number if self.kind is AppointmentKind.SESSION else None

    @property
    def name(self) -> Phrase:
        """At the beginning of a sentence."""
        return Phrase("The review") if self.session is None else Phrase("Session {number}", {"number": self.number})

    @property
    def alone(self) -> "Position":
        """Without regard to what is booked after it."""
        return replace(self, before=None)

    def as_if(self, course: Course) -> Course:
        """The course as it will be when everything before this has been performed.

        Another session starts the reviews of its results again.
        """
        performed = self.number - 1
        return replace(course, performed=performed, reviewed=course.reviewed if performed == course.performed else 0)


def ahead_of(course: Course, step: Step, *, number: int = 0, last: bool = True) -> DayWindow:
    """The days on which session ``number``, before an appointment, may be. ``last``: no other one lies in between."""
    weeks = course.weeks_before(number + 1) if step.kind is AppointmentKind.SESSION else course.review_weeks
    near, far = (timedelta(weeks=each) for each in weeks)
    bounded = last or step.kind is AppointmentKind.SESSION
    return DayWindow(step.day - far if bounded else None, step.day - near)


def position_on(
    course: Course, last_on: date | None, booked: Sequence[Step], kind: AppointmentKind, day: date
) -> Position:
    """Where an appointment on ``day`` comes among those that are booked: after a session that is on the same day.

    ``last_on``: the last performed session.
    """
    sessions = sorted(step.day for step in booked if step.kind is AppointmentKind.SESSION)
    if kind is AppointmentKind.REVIEW:
        before_it = sessions[: max(course.planned - course.performed, 0)]
        number = max(course.planned, course.performed) + 1
        return Position(kind, number, max(filter(None, (last_on, *before_it)), default=None))
    earlier = [each for each in sessions if each <= day]
    after = earlier[-1] if earlier else last_on
    later = sorted((step for step in booked if step.day > day), key=lambda step: step.day)
    return Position(kind, course.performed + len(earlier) + 1, after, later[0] if later else None)


def next_missing(
    course: Course, last_on: date | None, booked: Sequence[Step], today: date, *, review: bool
) -> Position | None:
    """The first session that is planned and not booked, in a gap that is too long for the protocol, or after all.

    Then the review, if it is wanted. None when all are booked. ``last_on``: the day of the last performed session.
    """
    sessions = sorted(step.day for step in booked if step.kind is AppointmentKind.SESSION)
    reviews = sorted(step.day for step in booked if step.kind is AppointmentKind.REVIEW)
    if course.performed + len(sessions) >= course.sessions:
        return None if reviews or not review else position_on(course, last_on, booked, AppointmentKind.REVIEW, date.max)
    first = course.performed + (0 if last_on else 1)
    gap = _first_gap(course, first, [*([last_on] if last_on else []), *sessions], today)
    after_all = date.max if not reviews else reviews[0] - timedelta(days=1)
    day = gap if gap is not None else max([after_all, *sessions])
    return position_on(course, last_on, booked, AppointmentKind.SESSION, day)


def missing_first(course: Course, booked: Sequence[Step], given_up: Iterable[date], today: date) -> Position | None:
    """The first session, where it was given up, the others of the course are booked, and there is time before them.

    ``given_up``: local days of sessions that were cancelled or missed. One counts that the session after it followed at
    the protocol's distance: so nothing is placed before a first session that was booked for later on purpose. None when
    a session was performed: what is missing lies in a gap then, or after all.
    """
    sessions = sorted(step.day for step in booked if step.kind is AppointmentKind.SESSION)
    if course.performed or not sessions or len(sessions) >= course.sessions:
        return None
    near, far = (timedelta(weeks=each) for each in course.weeks_before(2))
    if sessions[0] - near < today or not any(near <= sessions[0] - day <= far for day in given_up):
        return None
    return position_on(course, None, booked, AppointmentKind.SESSION, sessions[0] - near)


def _first_gap(course: Course, first: int, days: Sequence[date], today: date) -> date | None:
    """A day in the first gap between two sessions that is longer than the protocol wants, and holds another one.

    ``first`` is the number of the session on the first of the days.
    """
    for number, (before, after) in enumerate(pairwise(days), first + 1):
        shortest, longest = (timedelta(weeks=each) for each in course.weeks_before(number))
        if after - before > longest and after - before >= 2 * shortest and after - shortest >= today:
            return before + shortest
    return None
