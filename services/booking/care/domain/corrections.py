"""What was recorded about a treatment is put right: by whom, for how long, and what stands in the way."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.local_time import local_day
from chassis.refusals import Forbidden
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.domain.refusals import NotItsDay
from services.booking.care.domain.courses import Course
from services.booking.care.domain.refusals import RecordVoided, TooLateToCorrect, VoidThatFirst, WrongCourseState


@dataclass(frozen=True)
class CorrectionPolicy:
    """How long whoever did it puts a session or a review right. A policy of the chain: no source gives a figure."""

    days: int


class Becomes(StrEnum):
    """What becomes of the appointment whose record was entered in error."""

    BOOKED = "booked"
    """As before. When its day is over, somebody has to say what came of it."""
    MISSED = "missed"
    """The patient was not there."""
    CANCELLED = "cancelled"
    """It did not take place, and is not to."""


@dataclass(frozen=True)
class Corrected:
    """A record that somebody wants to put right: who did what it is about, and since when it is there (UTC)."""

    practitioner_id: UUID
    recorded_at: datetime
    voided: bool


def require_correctable(
    record: Corrected, caller: UUID | None, now: datetime, zone: ZoneInfo, policy: CorrectionPolicy | None
) -> None:
    """Check that a practitioner may put a record right. ``policy`` is None for a medical director, who always may.

    Raises RecordVoided, Forbidden unless the caller did it, TooLateToCorrect when that is longer ago than the policy
    allows.
    """
    require_standing(voided=record.voided)
    if policy is None:
        return
    if caller != record.practitioner_id:
        raise Forbidden("Whoever did it puts it right, or a medical director: ask one of them.")
    day = local_day(record.recorded_at, zone)
    if (local_day(now, zone) - day).days > policy.days:
        raise TooLateToCorrect(
            "It was recorded on {day}, more than {days} {days:day|days} ago: the medical director puts it right.",
            day=day,
            days=policy.days,
        )


def require_standing(*, voided: bool) -> None:
    """Raises RecordVoided for a record that was entered in error."""
    if voided:
        raise RecordVoided("This was entered in error and is void: record what took place at its appointment.")


def require_its_day(performed_at: datetime, starts_at: datetime, now: datetime, zone: ZoneInfo) -> None:
    """Raises NotItsDay for a moment that lies ahead, or is on another local day than the appointment's."""
    if performed_at > now:
        raise NotItsDay("The session lies ahead: give the moment at which it took place.")
    day = local_day(starts_at, zone)
    if local_day(performed_at, zone) != day:
        raise NotItsDay(
            "The appointment was on {day}: give a moment of that day, or void the session and record it at the "
            "appointment of the day on which it took place.",
            day=day,
        )


def require_last(course: Course, number: int, *, reviewed: bool) -> None:
    """Raises VoidThatFirst when a later session of the course, or its review, counts on this session."""
    if reviewed:
        raise VoidThatFirst("The results of this course were reviewed after it: void that review first.")
    if number < course.performed:
        raise VoidThatFirst(
            "Session {later} of this course was recorded after it: void that one first.", later=course.performed
        )


def require_open(course: Course, becomes: Becomes) -> None:
    """Raises WrongCourseState for an appointment that would be booked in a course that was stopped."""
    if becomes is Becomes.BOOKED and course.stopped:
        raise WrongCourseState(
            "The course was stopped since: say that the appointment was missed or cancelled, or resume the course."
        )


def stands(next_kind: AppointmentKind, ahead: AppointmentKind, becomes: Becomes, *, chosen_by_booking: bool) -> bool:
    """Whether the course's appointment ahead stands when a session before it did not take place.

    One that a person chose may be the course's next; one that booking held was counted from that session.
    """
    return becomes is not Becomes.BOOKED and ahead is next_kind and not chosen_by_booking


def require_unused(performed: int) -> None:
    """Raises VoidThatFirst when sessions were recorded by the plan of a consult that is said to be an error."""
    if performed:
        raise VoidThatFirst(
            "{performed} {performed:session|sessions} of the course that this consult planned "
            "{performed:is|are} recorded: void {performed:it|them} first, from the last one backwards.",
            performed=performed,
        )
