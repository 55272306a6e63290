"""A course: a series of sessions by one protocol, then a review. Which days its next appointment may have."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.domain.days import DayWindow
from services.booking.calendar.domain.needs import Lengths
from services.booking.care.domain.clearances import Limits
from services.booking.care.domain.refusals import CourseFinished, OutsideProtocolWindow, WrongCourseState
from services.booking.people.domain.clinics import ClinicSettings


@dataclass(frozen=True)
class Course:
    """What a course plans, copied from its protocol when it was planned, and how far it has come."""

    course_id: UUID
    consult_id: UUID
    patient_id: UUID
    area: str
    depth_mm: Decimal
    """Planned depth, millimetres."""
    sessions: int
    performed: int
    spacing_weeks: tuple[int, int]
    review_weeks: tuple[int, int]
    session_minutes: int
    numbing_minutes: int
    talk_minutes: int
    """How long the review takes."""
    stopped: bool = False
    """True: nothing more is booked or recorded in it."""
    maintenance: int = 0
    """How many of the sessions keep up the results, after those that the course itself plans."""
    maintenance_weeks: tuple[int, int] | None = None
    """How far apart these are, as a clinician set it for this patient."""
    later_reviews: tuple[tuple[int, int], ...] = ()
    """Further reviews after the first, each with its weeks after the last session."""
    reviewed: int = 0
    """Reviews that took place, or were skipped, since the last session."""

    @property
    def planned(self) -> int:
        """How many sessions the course itself plans: by its protocol, and as a clinician extended it."""
        return self.sessions - self.maintenance

    @property
    def completed(self) -> bool:
        """True when what the course itself plans was performed."""
        return self.performed >= self.planned

    @property
    def reviews(self) -> tuple[tuple[int, int], ...]:
        """The weeks after the last session in which each review is wanted."""
        return (self.review_weeks, *self.later_reviews)

    @property
    def review_due(self) -> bool:
        """True when the protocol wants another review. Once maintenance has begun, it wants none by itself."""
        return self.performed == self.planned and self.reviewed < len(self.reviews)

    def weeks_before(self, number: int) -> tuple[int, int]:
        """How many weeks lie between the session of this number and the one before it."""
        if self.maintenance_weeks is not None and number > self.planned:
            return self.maintenance_weeks
        return self.spacing_weeks

    @property
    def next_kind(self) -> AppointmentKind:
        """A session while the protocol plans one, then the review."""
        return AppointmentKind.SESSION if self.performed < self.sessions else AppointmentKind.REVIEW


def weeks_after(day: date, weeks: tuple[int, int]) -> DayWindow:
    """The window from ``weeks[0]`` to ``weeks[1]`` weeks after ``day``."""
    return DayWindow(day + timedelta(weeks=weeks[0]), day + timedelta(weeks=weeks[1]))


def require_next(course: Course, kind: AppointmentKind) -> None:
    """Raises CourseFinished when the course's next appointment is not of this kind, or nothing comes any more."""
    if course.stopped:
        raise CourseFinished("This course was stopped: resume it, or plan another one at a consult.")
    if kind is course.next_kind or (kind is AppointmentKind.REVIEW and course.completed):
        return
    if kind is AppointmentKind.SESSION:
        raise CourseFinished(
            "The {sessions} {sessions:session|sessions} of this course {sessions:was|were} "
            "performed: book its review instead.",
            sessions=course.sessions,
        )
    raise CourseFinished(
        "{performed} of {sessions} {sessions:session|sessions} {performed:was|were} performed: the "
        "review comes after the last.",
        performed=course.performed,
        sessions=course.planned,
    )


def require_going(course: Course) -> None:
    """Raises WrongCourseState for a course that was stopped before."""
    if course.stopped:
        raise WrongCourseState("This course was stopped already.")


def require_stopped(course: Course) -> None:
    """Raises WrongCourseState for a course that goes on."""
    if not course.stopped:
        raise WrongCourseState("This course goes on: it was not stopped.")


def require_present(*, replaced: bool, voided: bool) -> None:
    """Raises WrongCourseState for a course whose plan was amended, or whose consult was entered in error."""
    if voided:
        raise WrongCourseState("The consult of this course was entered in error: plan another course at a consult.")
    if replaced:
        raise WrongCourseState("The plan of this course was amended: another course takes its place.")


def protocol_window(
    course: Course, last_session_on: date | None, today: date, kind: AppointmentKind | None = None
) -> DayWindow:
    """The days on which the protocol wants the course's next appointment, or the next of a ``kind``.

    The first session may be on any day. A window that has gone by leaves no bound at its end: the next appointment is
    overdue, and any day from its first on is as good as the protocol still allows.
    """
    if last_session_on is None:
        return DayWindow(None, None)
    if (kind or course.next_kind) is AppointmentKind.SESSION:
        weeks = course.weeks_before(course.performed + 1)
    else:
        weeks = course.reviews[min(course.reviewed, len(course.reviews) - 1)]
    window = weeks_after(last_session_on, weeks)
    return DayWindow(window.first, None) if window.last is not None and window.last < today else window


def require_in_window(kind: AppointmentKind, window: DayWindow, day: date, reason: str | None) -> bool:
    """True when ``day`` lies outside the protocol's window and a reason was given; False when it lies within.

    Raises OutsideProtocolWindow when it lies outside and no reason was given.
    """
    if window.holds(day):
        return False
    if reason:
        return True
    raise OutsideProtocolWindow(
        "The protocol wants this {kind} {window}; {day} is outside of that. "
        "Choose a day within it, or let the clinic give a reason.",
        kind=kind.value,
        window=window.phrase(),
        day=day,
        window_from=window.first.isoformat() if window.first else None,
        window_until=window.last.isoformat() if window.last else None,
    )


def talk_lengths(minutes: int) -> Lengths:
    """A consult or a review."""
    return Lengths(timedelta(), timedelta(minutes=minutes))


def session_lengths(course: Course, limits: Limits, settings: ClinicSettings) -> Lengths:
    """The phases of a session; numbing only when this patient may have the anaesthetic. A clinic may have its own."""
    own = settings.numbing_minutes
    numbing = 0 if not limits.anaesthetic_allowed else course.numbing_minutes if own is None else own
    minutes = (numbing, course.session_minutes, settings.arrive_minutes, settings.recover_minutes)
    return Lengths(*(timedelta(minutes=each) for each in (*minutes, settings.clean_minutes)))


def planned_depth(course: Course, limits: Limits) -> Decimal:
    """Millimetres that the practitioner must be permitted: what is planned, as far as it was cleared."""
    return min(course.depth_mm, limits.max_depth_mm)
