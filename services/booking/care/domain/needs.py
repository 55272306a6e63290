"""What the next appointment of a course needs, by its protocol and its clearance."""

from collections.abc import Sequence
from datetime import date

from contracts.vocabulary import ScreeningStage
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.domain.days import DayWindow
from services.booking.calendar.domain.needs import Needs, Treats
from services.booking.care.domain.clearances import (
    THIS_PLAN,
    Clearance,
    bookable_days,
    latest,
    require_cleared,
    require_within,
)
from services.booking.care.domain.courses import (
    Course,
    planned_depth,
    protocol_window,
    require_in_window,
    require_next,
    session_lengths,
    talk_lengths,
)
from services.booking.care.domain.spacing import require_apart, within_spacing
from services.booking.people.domain.clinics import ClinicSettings


def consult_needs(talk_minutes: int) -> Needs:
    """What a consult needs."""
    return Needs(AppointmentKind.CONSULT, talk_lengths(talk_minutes))


def needs_of(
    kind: AppointmentKind,
    course: Course,
    clearances: Sequence[Clearance],
    last_session_on: date | None,
    today: date,
    settings: ClinicSettings,
    blocked: tuple[DayWindow, ...] = (),
) -> Needs:
    """What the course's next appointment needs. ``clearances`` are those of the course's consult, ``blocked`` the days
    that are too near to other sessions on the same part of the body.

    Raises CourseFinished, NoClearance and its subclasses.
    """
    require_next(course, kind)
    protocol_days = protocol_window(course, last_session_on, today, kind)
    if kind is AppointmentKind.REVIEW:
        lengths = talk_lengths(course.talk_minutes)
        return Needs(kind, lengths, course.course_id, course.patient_id, wanted_days=protocol_days)
    cleared_days = DayWindow(*bookable_days(clearances))
    limits = require_cleared(latest(clearances, ScreeningStage.CONSULT), THIS_PLAN).limits
    return Needs(
        kind,
        session_lengths(course, limits, settings),
        course.course_id,
        course.patient_id,
        Treats(limits.modality, limits.device_model, planned_depth(course, limits), course.area),
        cleared_days,
        within_spacing(protocol_days, blocked),
        blocked,
    )


def require_day(needs: Needs, day: date, reason: str | None, *, by_clinician: bool) -> bool:
    """Check one local day against what is needed; True when a reason went around the protocol.

    Raises Deferred, NoClearance, TooSoon or OutsideProtocolWindow.
    """
    require_within(needs.allowed_days.first, needs.allowed_days.last, day)
    if not (reason and by_clinician):
        require_apart(needs.blocked_days, day)
    return require_in_window(needs.kind, needs.wanted_days, day, reason)
