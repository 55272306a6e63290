"""What the calendar shows of the messages about an appointment.

Of two messages the one that notifications published later counts: its order decides, not the times in its events.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, update

from chassis.events.reactions import Reactions
from chassis.work import Work
from contracts.notifications.messages import MessageFailed, MessageSent
from services.booking.calendar.tables import appointments
from services.booking.people.store.patients import lock_person

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


def _present_time(event: MessageSent | MessageFailed, at: datetime) -> ColumnElement[bool]:
    """Whether the message was about the time that the appointment has now.

    An event from before messages named the time is compared by the clocks of the two services.
    """
    if event.starts_at is None:
        return appointments.c.time_set_at <= at
    return appointments.c.starts_at == event.starts_at
