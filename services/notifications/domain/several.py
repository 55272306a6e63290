"""Appointments that got their times in one step, which one message lists. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.notifications.domain.appointments import Appointment, AppointmentState

SEVERAL = "appointments"
"""The fact that lists them."""


@dataclass(frozen=True)
class OneOfSeveral:
    """One of them, as its event says."""

    appointment_id: UUID
    kind: str
    starts_at: datetime
    """UTC."""

    def as_fact(self) -> dict[str, str]:
        """As a message keeps it."""
        return {
            "appointment_id": str(self.appointment_id),
            "kind": self.kind,
            "starts_at": self.starts_at.isoformat(),
        }


def several_in(facts: Mapping[str, Any]) -> tuple[OneOfSeveral, ...]:
    """Those that a message lists; none when it is about one appointment, or about none."""
    return tuple(
        OneOfSeveral(UUID(each["appointment_id"]), each["kind"], datetime.fromisoformat(each["starts_at"]))
        for each in facts.get(SEVERAL, ())
    )


def still_as_listed(
    several: Iterable[OneOfSeveral], known: Mapping[UUID, Appointment], now: datetime
) -> tuple[OneOfSeveral, ...]:
    """Those that still lie ahead at the time that is listed.

    One that was moved or cancelled meanwhile has a message of its own. One whose own event has not arrived yet is
    listed: the event of another one said when it is.
    """
    return tuple(each for each in several if each.starts_at > now and _is_as_listed(each, known))


def _is_as_listed(one: OneOfSeveral, known: Mapping[UUID, Appointment]) -> bool:
    appointment = known.get(one.appointment_id)
    if appointment is None:
        return True
    ahead = appointment.state in (AppointmentState.BOOKED, AppointmentState.HELD)
    return ahead and appointment.starts_at == one.starts_at


def any_held(several: Sequence[OneOfSeveral], known: Mapping[UUID, Appointment]) -> bool:
    """Whether the message waits, because one of them may not take place for now."""
    states = [known[each.appointment_id].state for each in several if each.appointment_id in known]
    return AppointmentState.HELD in states
