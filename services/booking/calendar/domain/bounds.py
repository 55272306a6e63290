"""What patients may do to the calendar by themselves. Staff are not bound: they speak with the patient."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from services.booking.calendar.domain.slots import GRID
from services.booking.people.domain.refusals import AskTheClinic


@dataclass(frozen=True)
class Bounds:
    """How much a patient may book and move."""

    appointments_ahead: int
    moves: int
    horizon_days: int


def require_offered(starts_at: datetime, now: datetime, zone: ZoneInfo, bounds: Bounds) -> None:
    """Raises AskTheClinic for a start that slots never offer: off the quarters of the hour, or too far ahead."""
    local = starts_at.astimezone(zone)
    if (timedelta(minutes=local.minute) % GRID, local.second, local.microsecond) != (timedelta(), 0, 0):
        raise AskTheClinic("{starts_at} is not a time that is offered: choose one of the slots.", starts_at=local)
    if starts_at > now + timedelta(days=bounds.horizon_days):
        raise AskTheClinic(
            "You can book at most {days} {days:day|days} ahead: choose an earlier time.", days=bounds.horizon_days
        )


def require_few_ahead(ahead: int, bounds: Bounds) -> None:
    """Raises AskTheClinic when a patient has as many appointments ahead as may be."""
    if ahead >= bounds.appointments_ahead:
        raise AskTheClinic(
            "You have {ahead} {ahead:appointment ahead: cancel it|appointments ahead: cancel one of them}, or "
            "ask the clinic to book another.",
            ahead=ahead,
        )


def require_few_moves(moves: int, bounds: Bounds) -> None:
    """Raises AskTheClinic when an appointment was moved as often as may be."""
    if moves >= bounds.moves:
        raise AskTheClinic(
            "This appointment was moved {moves} {moves:time|times}: ask the clinic to move it again.", moves=moves
        )


def require_not_begun(starts_at: datetime, now: datetime) -> None:
    """Raises AskTheClinic for an appointment that has begun or passed: what became of it is for staff to say."""
    if starts_at <= now:
        raise AskTheClinic("This appointment has begun or passed: ask the clinic to change it.")
