"""What the calendar shows of the messages about an appointment."""

from sqlalchemy import or_, update

from chassis.events.reactions import Reactions
from chassis.work import Work
from contracts.notifications.messages import MessageFailed, MessageSent
from services.booking.calendar.tables import appointments
from services.booking.people.store.patients import lock_patient

reaction = Reactions()


@reaction.projection
async def show_notified(work: Work, event: MessageSent) -> None:
    """The front desk sees that a message about the present time was sent."""
    if event.appointment_id is None:
        return
    await lock_patient(work, event.patient_id)
    await work.execute(
        update(appointments)
        .where(
            appointments.c.id == event.appointment_id,
            appointments.c.time_set_at <= event.sent_at,
            or_(appointments.c.notified_at.is_(None), appointments.c.notified_at < event.sent_at),
        )
        .values(notified_at=event.sent_at, unreached_at=None, unreached_reason=None)
    )


@reaction.projection
async def show_unreached(work: Work, event: MessageFailed) -> None:
    """The front desk sees that somebody should call."""
    if event.appointment_id is None:
        return
    await lock_patient(work, event.patient_id)
    await work.execute(
        update(appointments)
        .where(
            appointments.c.id == event.appointment_id,
            appointments.c.time_set_at <= event.failed_at,
            or_(appointments.c.notified_at.is_(None), appointments.c.notified_at < event.failed_at),
        )
        .values(unreached_at=event.failed_at, unreached_reason=event.reason)
    )
