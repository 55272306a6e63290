"""What was said to have come of an appointment was not so: another outcome is said in its place."""

from typing import Any

from chassis.data.rows import Row
from chassis.work import Work
from contracts.booking.appointments import AppointmentCancelled, AppointmentMissed
from services.booking.calendar.commands.attendance import ask_no_deposit
from services.booking.calendar.domain.appointments import CancelReason, Status
from services.booking.calendar.store.appointments import correct_appointment, said_of


async def say_missed(work: Work, appointment: Row, reason: str) -> dict[str, Any]:
    """It was missed, not cancelled. What was said before stays in the record."""
    changed = await _say(work, appointment, reason, status=Status.MISSED.value, cancel_reason=None, cancel_code=None)
    work.publish(AppointmentMissed(**said_of(appointment), starts_at=appointment.starts_at))
    return changed


async def say_cancelled(work: Work, appointment: Row, reason: str, code: CancelReason) -> dict[str, Any]:
    """It was cancelled, not missed, or for another reason. What was said before stays in the record."""
    said = {"status": Status.CANCELLED.value, "cancel_reason": reason, "cancel_code": code.value}
    changed = await _say(work, appointment, reason, **said)
    told = {"starts_at": appointment.starts_at, "reason": code.value, "change": changed["version"]}
    work.publish(AppointmentCancelled(**said_of(appointment), **told))
    await ask_no_deposit(work, appointment)
    return changed


async def _say(work: Work, appointment: Row, reason: str, **said: Any) -> dict[str, Any]:
    work.audit("appointment.outcome", f"appointment/{appointment.id}", was=appointment.status, reason=reason)
    return await correct_appointment(work, appointment, reason, **said)
