"""A patient wrote back about an appointment: they come, or it is cancelled."""

from zoneinfo import ZoneInfo

from chassis.data.rows import Row
from chassis.work import Work
from contracts.notifications.messages import AppointmentAnswered
from services.booking.calendar.commands.attendance import note_cancellation
from services.booking.calendar.commands.calls import WANTED_TO_CANCEL, list_call
from services.booking.calendar.domain.appointments import CancelReason, Status
from services.booking.calendar.domain.refusals import PatientIsHere
from services.booking.calendar.domain.stations import require_given_up
from services.booking.calendar.store.appointments import change_appointment, lock_appointment
from services.booking.care.commands.appointments import give_up

CONFIRMED, CANCELLED = "confirmed", "cancelled"


async def take_appointment_answer(work: Work, event: AppointmentAnswered) -> None:
    """Do what they wrote, if the appointment is still at the time that the message named. Other words do nothing.

    Where it takes place at another time by now, the front desk calls whoever wanted to cancel.
    """
    appointment = await lock_appointment(work, event.appointment_id)
    if appointment.status != Status.BOOKED.value or appointment.starts_at <= work.now:
        return  # it was given up, or has begun: there is nothing to do
    as_told = appointment.starts_at == event.starts_at
    if event.answer == CONFIRMED and as_told:
        await change_appointment(work, appointment, confirmed_at=event.answered_at)
    elif event.answer == CANCELLED:
        await (_cancel(work, appointment, event) if as_told else _have_called(work, appointment))


async def _cancel(work: Work, appointment: Row, event: AppointmentAnswered) -> None:
    try:
        require_given_up(appointment.station, appointment.station_at, ZoneInfo(appointment.time_zone))
    except PatientIsHere:
        return  # the clinic speaks with them
    await note_cancellation(work, appointment, CancelReason.PATIENT_ASKED, None, event.answered_at)
    await give_up(work, appointment, "The patient cancelled it by message.", CancelReason.PATIENT_ASKED)
    work.audit("appointment.cancelled_by_message", f"appointment/{appointment.id}")


async def _have_called(work: Work, appointment: Row) -> None:
    wanted = {"unreached_at": work.now, "wanted_to_cancel_at": work.now, "unreached_reason": WANTED_TO_CANCEL}
    await change_appointment(work, appointment, **wanted)
    await list_call(work, appointment)
