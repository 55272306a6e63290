"""A patient whom no message reaches is called, and somebody says that it was done."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from services.booking.calendar.domain.appointments import Status
from services.booking.calendar.domain.due_times import before_appointment
from services.booking.calendar.domain.refusals import NobodyToCall
from services.booking.calendar.forms.appointments import AppointmentView
from services.booking.calendar.store.appointments import change_appointment, lock_appointment, unreached_with
from services.booking.people.access import authorize_row
from services.booking.worklist import CALL_PATIENT, WORKLIST

SILENT = "The patient has opted out of all messages: call them."
WANTED_TO_CANCEL = "The patient wrote that it is to be cancelled, and its time had changed: call them."

NOBODY_TO_CALL = dict.fromkeys(("unreached_at", "unreached_reason", "wanted_to_cancel_at"))
"""The columns of an appointment whose patient nobody has to call."""
NOT_REACHED_YET = {**dict.fromkeys(("notified_at", "notified_as", "read_at")), **NOBODY_TO_CALL}
"""The columns of an appointment about whose present time no message has gone out."""


def item_of(appointment: Row) -> dict[str, Any]:
    """Where the work about an appointment is, and about whom."""
    return {"clinic_id": appointment.clinic_id, "patient_id": appointment.patient_id}


async def list_call(work: Work, appointment: Row, starts_at: datetime | None = None) -> None:
    """Ask the front desk to call the patient of an appointment; ``starts_at`` where it has just been moved."""
    due_at = before_appointment(starts_at or appointment.starts_at, work.now)
    await WORKLIST.open(work, CALL_PATIENT, appointment.id, **item_of(appointment), due_at=due_at)


def silence_of(opted_out_at: datetime | None, now: datetime) -> dict[str, Any]:
    """The columns of an appointment that the clinic changed, where the patient has opted out of all messages."""
    return {} if opted_out_at is None else {"unreached_at": now, "unreached_reason": SILENT}


async def call_about(work: Work, appointment_id: UUID) -> None:
    """Booking chose a time by itself, and nobody writes to the patient."""
    appointment = await lock_appointment(work, appointment_id)
    await change_appointment(work, appointment, **silence_of(appointment.opted_out_at, work.now))
    await list_call(work, appointment)


async def note_call(work: Work, appointment_id: UUID) -> AppointmentView:
    """The patient was called and knows what has become of the appointment.

    One call is about everything that one message should have said: the appointments that were booked or moved in the
    same step. Raises NotFound, Forbidden, NobodyToCall.
    """
    appointment = await lock_appointment(work, appointment_id)
    await authorize_row(work, appointment.patient_id, appointment.clinic_id)
    if appointment.unreached_at is None:
        raise NobodyToCall("Messages about this appointment reach the patient: nobody has to be called.")
    for other in await unreached_with(work, appointment):
        await _note_called(work, other)
    return AppointmentView.of(await _note_called(work, appointment))


async def _note_called(work: Work, appointment: Row) -> dict[str, Any]:
    changed = await change_appointment(work, appointment, **NOBODY_TO_CALL)
    await WORKLIST.close(work, CALL_PATIENT, appointment.id, "called")
    work.audit("appointment.called", f"appointment/{appointment.id}", status=Status(appointment.status).value)
    return changed
