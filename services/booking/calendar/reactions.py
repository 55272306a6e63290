"""What the calendar shows of the messages about an appointment.

Of two messages the one that notifications published later counts: its order decides, not the times in its events.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, update

from chassis.data.rows import Row
from chassis.events.reactions import Reactions
from chassis.work import Work
from contracts.notifications.messages import MessageFailed, MessageSent
from services.booking.calendar.commands.calls import list_call
from services.booking.calendar.store.appointments import find_appointment
from services.booking.calendar.tables import appointments
from services.booking.people.store.patients import lock_person
from services.booking.worklist import CALL_PATIENT, WORKLIST

reaction = Reactions()


@reaction.projection
async def show_notified(work: Work, event: MessageSent) -> None:
    """The front desk sees that a message about the present time was sent."""
    if event.appointment_id is None:
        return
    await lock_person(work, event.patient_id)
    await work.execute(
        update(appointments)
        .where(appointments.c.id == event.appointment_id, _present_time(event, event.sent_at))
        .values(notified_at=event.sent_at, unreached_at=None, unreached_reason=None)
    )


@reaction.projection
async def show_unreached(work: Work, event: MessageFailed) -> None:
    """The front desk sees that somebody should call."""
    if event.appointment_id is None:
        return
    await lock_person(work, event.patient_id)
    await work.execute(
        update(appointments)
        .where(appointments.c.id == event.appointment_id, _present_time(event, event.failed_at))
        .values(unreached_at=event.failed_at, unreached_reason=event.reason)
    )


@reaction
async def list_who_was_not_reached(work: Work, event: MessageFailed) -> None:
    """Somebody calls, unless a later message got through or the appointment has another time now."""
    appointment = await _of_message(work, event)
    if appointment is not None and appointment.unreached_at is not None:
        await list_call(work, appointment)


@reaction
async def nobody_calls_who_was_reached(work: Work, event: MessageSent) -> None:
    """A message about the present time got through."""
    appointment = await _of_message(work, event)
    if appointment is not None and appointment.unreached_at is None:
        await WORKLIST.close(work, CALL_PATIENT, appointment.id, "reached")


async def _of_message(work: Work, event: MessageSent | MessageFailed) -> Row | None:
    """The appointment as the event has left it."""
    return await find_appointment(work, event.appointment_id) if event.appointment_id is not None else None


def _present_time(event: MessageSent | MessageFailed, at: datetime) -> ColumnElement[bool]:
    """Whether the message was about the time that the appointment has now.

    An event from before messages named the time is compared by the clocks of the two services.
    """
    if event.starts_at is None:
        return appointments.c.time_set_at <= at
    return appointments.c.starts_at == event.starts_at
