"""An appointment whose record was entered in error: what becomes of it, as a person says."""

from chassis.work import Work
from services.booking.calendar.commands.appointments import cancel_appointment, miss_appointment
from services.booking.calendar.commands.attendance import note_missed
from services.booking.calendar.commands.calls import item_of
from services.booking.calendar.commands.reinstatements import open_again, take_back_record
from services.booking.calendar.domain.appointments import CancelReason
from services.booking.calendar.domain.due_times import end_of_day
from services.booking.calendar.store.appointments import change_appointment, lock_appointment
from services.booking.care.commands.corrections import Correcting
from services.booking.care.domain.corrections import Becomes
from services.booking.care.store.follow_ups import give_back
from services.booking.worklist import APPOINTMENT_NOT_CLOSED, WORKLIST


async def reopen_appointment(work: Work, this: Correcting, becomes: Becomes, reason: str) -> None:
    """It is booked, missed or cancelled instead of performed. One whose time is over is for the desk to close.

    It kept its practitioner, room and device all along. Raises NotItsDay for one that is said to be missed before it
    starts.
    """
    appointment = this.appointment
    if becomes is Becomes.BOOKED:
        await open_again(work, appointment, reason)
        if appointment.ends_at < work.now:
            await _list_not_closed(work, this)
        return
    await take_back_record(work, appointment, reason)
    appointment = await lock_appointment(work, appointment.id)
    if becomes is Becomes.MISSED:
        await give_back(work, appointment.id, "The patient missed the appointment.")
        await miss_appointment(work, appointment, void=True)
        await note_missed(work, appointment)
    else:
        await give_back(work, appointment.id, f"The appointment was cancelled: {reason}")
        await cancel_appointment(work, appointment, reason, CancelReason.NOT_STATED, void=True)


async def _list_not_closed(work: Work, this: Correcting) -> None:
    appointment = await lock_appointment(work, this.appointment.id)
    await change_appointment(work, appointment, not_closed_since=work.now)
    due_at = max(end_of_day(appointment.ends_at, this.zone), work.now)
    await WORKLIST.open(work, APPOINTMENT_NOT_CLOSED, appointment.id, **item_of(appointment), due_at=due_at)
