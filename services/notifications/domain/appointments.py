"""Whether what a message says about an appointment is still true."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class AppointmentState(StrEnum):
    """What has become of an appointment."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    MISSED = "missed"


@dataclass(frozen=True)
class Appointment:
    """What is known now about an appointment."""

    state: AppointmentState
    starts_at: datetime
    """UTC."""


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
    if appointment.state is not only_while:
        return False
    return only_while is not AppointmentState.BOOKED or appointment.starts_at == said_start
