"""What is booked is held while a suspension lasts, and then released or called off."""

from uuid import UUID

from chassis.work import Work
from services.booking.calendar.commands.appointments import cancel_appointment, hold_appointment, release_appointment
from services.booking.calendar.domain.appointments import AppointmentKind, CancelReason
from services.booking.calendar.store.appointments import booked_of
from services.booking.care.commands.courses import plan_waiting
from services.booking.care.store.follow_ups import give_back
from services.booking.care.store.suspensions import is_suspended
from services.booking.people.store.patients import lock_patient

_ENDED = "The medical director ended the clearance."


async def hold_sessions(work: Work, patient_id: UUID) -> None:
    """Hold the patient's booked sessions, if a suspension still runs: it may be over already when this is repeated."""
    await lock_patient(work, patient_id)
    if not await is_suspended(work, patient_id):
        return
    for appointment in await booked_of(work, patient_id, AppointmentKind.SESSION):
        if appointment.held_since is None:
            await hold_appointment(work, appointment, "clearance_suspended")


async def release_sessions(work: Work, patient_id: UUID) -> None:
    """What was held may take place, unless another suspension runs; courses that waited are planned."""
    await lock_patient(work, patient_id)
    if await is_suspended(work, patient_id):
        return
    for appointment in await booked_of(work, patient_id, AppointmentKind.SESSION):
        if appointment.held_since is not None:
            await release_appointment(work, appointment)
    await plan_waiting(work, patient_id)


async def call_off_sessions(work: Work, patient_id: UUID) -> None:
    """Cancel what was held: what cleared it has ended. Follow-ups wait for the front desk again."""
    await lock_patient(work, patient_id)
    for appointment in await booked_of(work, patient_id, AppointmentKind.SESSION):
        if appointment.held_since is not None:
            await give_back(work, appointment.id, f"The appointment was cancelled: {_ENDED}")
            await cancel_appointment(work, appointment, _ENDED, CancelReason.CLINIC_ASKED)
