"""What an appointment needs: how long, which device, how deep a permission, and which days it may have."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from contracts.vocabulary import AppointmentKind, Modality, ScreeningStage
from services.booking.domain.clearances import Clearance, bookable_days, latest, require_cleared, require_within
from services.booking.domain.courses import (
    Course,
    DayWindow,
    Lengths,
    planned_depth,
    protocol_window,
    require_in_window,
    require_next,
    session_lengths,
    talk_lengths,
)
from services.booking.domain.local_time import local_day
from services.booking.domain.opening_hours import OpenHours, Span, is_open, spoken_hours
from services.booking.domain.practice import Device, Practitioner, require_device, require_permitted, require_qualified
from services.booking.domain.refusals import ClinicClosed, CourseRequired

_ANY_DAY = DayWindow(None, None)


@dataclass(frozen=True)
class Treats:
    """What a session treats with. Depth in millimetres."""

    modality: Modality
    device_model: str
    depth_mm: Decimal


@dataclass(frozen=True)
class Needs:
    """What one appointment needs, whichever practitioner, room and time it gets."""

    kind: AppointmentKind
    lengths: Lengths
    course: Course | None = None
    treats: Treats | None = None
    """None for a talk, which needs no device."""
    cleared_days: DayWindow = _ANY_DAY
    """Days on which screening lets the patient come; nobody can go around them when booking."""
    protocol_days: DayWindow = _ANY_DAY
    """Days on which the protocol wants it; staff may give a reason for another."""

    @property
    def days(self) -> DayWindow:
        """The days that are offered."""
        return self.cleared_days.within(self.protocol_days)


@dataclass(frozen=True)
class Place:
    """A clinic as the rules see it."""

    clinic_id: UUID
    zone: ZoneInfo
    hours: Sequence[OpenHours]


def needs_of(
    kind: AppointmentKind,
    course: Course | None,
    clearances: Sequence[Clearance],
    last_session_on: date | None,
    today: date,
) -> Needs:
    """What the next appointment of this kind needs. ``clearances`` are those of the course's consult.

    Raises CourseRequired, CourseFinished, NoClearance and its kin.
    """
    if kind is AppointmentKind.CONSULT:
        return Needs(kind, talk_lengths())
    if course is None:
        raise CourseRequired(f"A {kind.value} belongs to a course: name the patient's course.")
    require_next(course, kind)
    protocol_days = protocol_window(course, last_session_on, today)
    if kind is AppointmentKind.REVIEW:
        return Needs(kind, talk_lengths(), course, protocol_days=protocol_days)
    cleared_days = DayWindow(*bookable_days(clearances))
    limits = require_cleared(latest(clearances, ScreeningStage.CONSULT), "this plan").limits
    return Needs(
        kind,
        session_lengths(course, limits),
        course,
        Treats(limits.modality, limits.device_model, planned_depth(course, limits)),
        cleared_days,
        protocol_days,
    )


def require_suitable(
    needs: Needs,
    place: Place,
    practitioner: Practitioner,
    device: Device | None,
    starts_at: datetime,
    reason: str | None,
) -> bool:
    """Check one time, practitioner and device against what is needed; True when a reason went around the protocol.

    Raises Deferred, NoClearance, OutsideProtocolWindow, ClinicClosed, NotQualified or WrongDevice.
    """
    day = local_day(starts_at, place.zone)
    require_within(needs.cleared_days.first, needs.cleared_days.last, day)
    reasoned = needs.course is not None and require_in_window(needs.course, needs.protocol_days, day, reason)
    if not is_open(place.hours, place.zone, Span(starts_at, starts_at + needs.lengths.total)):
        minutes = int(needs.lengths.total.total_seconds() // 60)
        raise ClinicClosed(
            f"The {needs.kind.value} takes {minutes} minutes and would not lie within the clinic's hours that day "
            f"({spoken_hours(place.hours, day)}): choose one of the slots offered."
        )
    if needs.treats is None:
        require_qualified(practitioner)
        return reasoned
    require_permitted(practitioner, needs.treats.modality, needs.treats.depth_mm)
    require_device(device, place.clinic_id, needs.treats.device_model, needs.treats.modality)
    return reasoned
