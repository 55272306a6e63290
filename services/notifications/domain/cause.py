"""Whether what a message tells is still true."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.notifications.domain.catalogue.appointments import CANCELLED
from services.notifications.domain.template import Template


class Standing(StrEnum):
    """What has become of an appointment."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    MISSED = "missed"


@dataclass(frozen=True)
class Appointment:
    """What is known now about an appointment."""

    standing: Standing
    starts_at: datetime
    """UTC."""


def still_true(template: Template, told_start: datetime | None, appointment: Appointment | None) -> bool | None:
    """Whether an appointment stands as the message tells it; None when it has not been heard of yet."""
    if appointment is None:
        return None
    if template is CANCELLED:
        return appointment.standing is Standing.CANCELLED
    return appointment.standing is Standing.BOOKED and appointment.starts_at == told_start
