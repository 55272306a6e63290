"""A course goes on past what its protocol plans: more sessions, or sessions that keep up the results. Pure."""

from dataclasses import replace
from enum import StrEnum

from chassis.refusals import Invalid
from services.booking.care.domain.courses import Course, require_going
from services.booking.care.domain.refusals import WrongCourseState

Weeks = tuple[int, int]


class ExtensionKind(StrEnum):
    """Why there are sessions past the protocol's count."""

    MORE = "more"
    """The course itself needs more; they are as far apart as the protocol wants."""
    MAINTENANCE = "maintenance"
    """They keep up the results, after the course (S2), as far apart as a clinician sets for this patient."""


def interval_of(course: Course, kind: ExtensionKind, weeks: Weeks | None, default: Weeks | None) -> Weeks | None:
    """How far apart the sessions are, in weeks; None: as the protocol wants. No source states one for maintenance.

    Raises Invalid when nobody has stated one that is needed, or one that is too short.
    """
    if kind is ExtensionKind.MORE:
        if weeks is not None:
            raise Invalid("More sessions of a course are as far apart as its protocol wants: leave the weeks out.")
        return None
    stated = weeks or default
    if stated is None:
        raise Invalid("No source states how far apart maintenance sessions are: state weeks_from and weeks_until.")
    if stated[0] < course.spacing_weeks[0]:
        raise Invalid(
            "The protocol wants at least {weeks} {weeks:week|weeks} between sessions: state no less.",
            weeks=course.spacing_weeks[0],
        )
    return stated


def extended(course: Course, kind: ExtensionKind, sessions: int, weeks: Weeks | None) -> Course:
    """The course with so many more sessions. Raises WrongCourseState."""
    require_going(course)
    if kind is ExtensionKind.MAINTENANCE:
        return replace(
            course,
            sessions=course.sessions + sessions,
            maintenance=course.maintenance + sessions,
            maintenance_weeks=weeks,
        )
    if course.performed > course.planned:
        raise WrongCourseState("Maintenance of this course has begun: add maintenance sessions instead.")
    return replace(course, sessions=course.sessions + sessions)


def shortened(course: Course, kind: ExtensionKind, sessions: int, booked: int) -> Course:
    """The course without those of so many more sessions that were not performed; ``booked`` lie ahead.

    Raises WrongCourseState when all were performed, or more are booked than would be left.
    """
    if kind is ExtensionKind.MAINTENANCE:
        unused = min(sessions, course.sessions - max(course.performed, course.planned))
    else:
        unused = min(sessions, course.planned - course.performed)
    if unused <= 0:
        raise WrongCourseState("All sessions of this extension were performed: there is nothing left to end.")
    left = course.sessions - unused
    if course.performed + booked > left:
        raise WrongCourseState(
            "{booked} {booked:session of the course is|sessions of the course are} booked ahead, and "
            "{left} would be left: cancel the others first.",
            booked=booked,
            left=max(left - course.performed, 0),
        )
    if kind is ExtensionKind.MAINTENANCE:
        return replace(course, sessions=left, maintenance=course.maintenance - unused)
    return replace(course, sessions=left)
