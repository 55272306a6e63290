"""Where a follow-up is looked for: in the protocol's window, near the patient's usual time of day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median_low
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.local_time import minute_of_day
from chassis.refusals import fill_in
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.domain.days import DayWindow


def usual_minute(past: Sequence[tuple[datetime, ZoneInfo]]) -> int:
    """The middle one of the local times of day, in minutes after midnight, at which past appointments started.

    ``past`` holds UTC starts with the zone of the clinic of each; at least one.
    """
    return median_low([minute_of_day(start, zone) for start, zone in past])


def ends_before_window(clearance_ends: date | None, window_opens: date | None) -> str | None:
    """Why no day can be found, when the clearance ends before the protocol wants the next appointment."""
    if clearance_ends is None or window_opens is None or window_opens <= clearance_ends:
        return None
    return fill_in(
        "The clearance ends on {last}, before the next appointment may be: screen the patient again.",
        {"last": clearance_ends},
    )


@dataclass(frozen=True)
class FollowUp:
    """The course's next appointment after a session: held by an appointment, or waiting for the front desk."""

    after_session_id: UUID
    course_id: UUID
    patient_id: UUID
    clinic_id: UUID
    kind: AppointmentKind
    window: DayWindow
    """Local days on which it is wanted."""
    near: int
    """The patient's usual time of day, in minutes after local midnight."""
    appointment_id: UUID | None = None
    to_place: str | None = None
    """Why the front desk must place it; None when it is held."""
