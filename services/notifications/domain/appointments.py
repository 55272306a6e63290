"""Whether what a message says about an appointment is still true."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class AppointmentState(StrEnum):
    """What has become of an appointment."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    MISSED = "missed"
    HELD = "held"
    """It keeps its time and may not take place for now: what is said of a booked one waits."""


@dataclass(frozen=True)
class Appointment:
    """What is known now about an appointment."""

    state: AppointmentState
    starts_at: datetime
    """UTC."""
    ends_at: datetime | None = None
    """UTC; None where no event has said it."""
    change: int = 0
    """Which change of it this is; a later one has a higher number. 0: not known."""
    day_form_on: date | None = None
    """The clinic's local day for which the patient has answered the form of the day; None: for none."""


def still_true(
    only_while: AppointmentState | None, said_start: datetime | None, appointment: Appointment | None
) -> bool | None:
    """Whether the appointment is as the message says; None when its own event has not arrived yet.

    ``only_while`` is the state that the message speaks of, ``said_start`` the start that it names.
    """
    if only_while is None:
        return True
    if appointment is None:
        return None
    if appointment.state is not only_while and not waits(only_while, appointment):
        return False
    return only_while is not AppointmentState.BOOKED or appointment.starts_at == said_start


def waits(only_while: AppointmentState | None, appointment: Appointment | None) -> bool:
    """Whether a message about a booked appointment waits because the appointment is held."""
    if only_while is not AppointmentState.BOOKED or appointment is None:
        return False
    return appointment.state is AppointmentState.HELD
