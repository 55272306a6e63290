"""The life of an appointment: which change is allowed, and when."""

from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from chassis.local_time import local_day
from services.booking.calendar.domain.refusals import InThePast, NotItsDay, WrongStatus

EARLY = timedelta(minutes=30)
"""How long before its start an appointment's consult or session may be recorded: a patient who came early."""


class AppointmentKind(StrEnum):
    """What an appointment is for."""

    CONSULT = "consult"
    SESSION = "session"
    REVIEW = "review"


class AppointmentOrigin(StrEnum):
    """Who chose the time: a person who asked for it, or booking itself when it held a follow-up."""

    REQUESTED = "requested"
    FOLLOW_UP = "follow_up"
    IMPORTED = "imported"
    """It was taken over from other software: the patient knows it, and gets no confirmation."""


class Status(StrEnum):
    """The status of an appointment. Booked and performed ones occupy their practitioner, room and device."""

    BOOKED = "booked"
    PERFORMED = "performed"
    CANCELLED = "cancelled"
    MISSED = "missed"


class CancelReason(StrEnum):
    """Why an appointment was cancelled, as a code that other services may read. It never names a health matter."""

    PATIENT_ASKED = "patient_asked"
    """The patient cancelled, or asked the front desk to."""
    CLINIC_ASKED = "clinic_asked"
    """The clinic cannot keep it: no practitioner, no room, no device, or closed."""
    NOT_CLEARED = "not_cleared"
    """Screening does not allow it, or not on that day."""
    COURSE_STOPPED = "course_stopped"
    """The course that it belongs to was stopped."""
    LEFT_UNTREATED = "left_untreated"
    """The patient came, waited, and left before anything was done."""
    NOT_STATED = "not_stated"
    """Staff gave words only."""


_BECAME = {
    Status.PERFORMED: "This appointment has taken place already: book a new one instead.",
    Status.CANCELLED: "This appointment was cancelled: book a new one instead.",
    Status.MISSED: "This appointment was missed: book a new one instead.",
}


def require_booked(status: Status) -> None:
    """Raises WrongStatus unless the appointment still lies ahead."""
    if status is not Status.BOOKED:
        raise WrongStatus(_BECAME[status])


def require_ahead(starts_at: datetime, now: datetime, zone: ZoneInfo) -> None:
    """Raises InThePast when ``starts_at`` is in the past."""
    if starts_at <= now:
        raise InThePast("{starts_at} is in the past: choose a later time.", starts_at=starts_at.astimezone(zone))


def require_reinstatable(status: Status, starts_at: datetime, now: datetime, zone: ZoneInfo) -> None:
    """Raises WrongStatus unless it was cancelled or missed, NotItsDay when its local day is over."""
    if status not in (Status.CANCELLED, Status.MISSED):
        raise WrongStatus("Only an appointment that was cancelled or missed is reinstated; this one was not.")
    day = local_day(starts_at, zone)
    if day < local_day(now, zone):
        raise NotItsDay(
            "The appointment was on {day}, and that day is over: record with `late` what took place, or book anew.",
            day=day,
        )


def require_outcome_open(status: Status, starts_at: datetime, now: datetime, zone: ZoneInfo) -> None:
    """Raises WrongStatus unless it was cancelled or missed, NotItsDay before its start.

    What was recorded at an appointment is put right in its record; one ahead is reinstated, and then cancelled.
    """
    if status not in (Status.CANCELLED, Status.MISSED):
        raise WrongStatus("Only of an appointment that was cancelled or missed the outcome is put right.")
    if now < starts_at:
        raise NotItsDay(
            "The appointment starts {starts_at}: reinstate it, and say then what becomes of it.",
            starts_at=starts_at.astimezone(zone),
        )


def require_missable(starts_at: datetime, now: datetime, zone: ZoneInfo) -> None:
    """Raises NotItsDay before the appointment should have started: until then it can only be cancelled."""
    if now < starts_at:
        raise NotItsDay(
            "The appointment starts {starts_at}: cancel it if the patient will not come.",
            starts_at=starts_at.astimezone(zone),
        )


def require_its_time(kind: AppointmentKind, starts_at: datetime, now: datetime, zone: ZoneInfo) -> None:
    """Raises NotItsDay when a session is recorded on another local day than its own, or anything before its start.

    A consult may be written up later; a session may not, for its clearance holds on its day only.
    """
    if now < starts_at - EARLY:
        raise NotItsDay(
            "The appointment starts {starts_at}: record the {kind} then, "
            "or move the appointment when the patient has come at another time.",
            starts_at=starts_at.astimezone(zone),
            kind=kind.value,
        )
    if kind is AppointmentKind.SESSION and local_day(now, zone) != local_day(starts_at, zone):
        raise NotItsDay(
            "The appointment was on {day}: a session is recorded on its own day, under that day's clearance. "
            "Enter it late, with the moment and the reason, or mark the appointment as missed.",
            day=local_day(starts_at, zone),
        )
