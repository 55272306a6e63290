"""What the calendar shows of the messages about an appointment.

Of two messages the one that notifications published later counts: its order decides, not the times in its events. What
arrived is not made doubtful by a later message of which only the carrier is known to have it.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, literal, or_, update

from chassis.data.rows import Row
from chassis.events.reactions import Reactions
from chassis.work import Work
from contracts.notifications.messages import MessageArrived, MessageFailed, MessageSent
from services.booking.calendar.commands.calls import list_call
from services.booking.calendar.store.appointments import find_appointment
from services.booking.calendar.tables import appointments
from services.booking.people.store.patients import lock_person
from services.booking.worklist import CALL_PATIENT, WORKLIST

reaction = Reactions()
DELIVERED, READ = "delivered", "read"
"""What a carrier says of a message; any other word is shown as it came."""


@reaction.projection
async def show_notified(work: Work, event: MessageSent) -> None:
    """The front desk sees that a carrier took a message about the present time; that one has arrived counts more."""
    arrived = (appointments.c.notified_as == DELIVERED) & literal(event.state != DELIVERED)
    news = {
        "notified_at": case((arrived, appointments.c.notified_at), else_=event.sent_at),
        "notified_as": case((arrived, DELIVERED), else_=event.state),
    }
    await _note(work, event, event.sent_at, **news, **_unless_they_wanted_to_cancel(None, None))


@reaction.projection
async def show_arrived(work: Work, event: MessageArrived) -> None:
    """The front desk sees that a message about the present time arrived, and apart from that whether it was opened."""
    at = func.coalesce(case((appointments.c.notified_as == DELIVERED, appointments.c.notified_at)), event.said_at)
    read = {"read_at": func.coalesce(appointments.c.read_at, event.said_at)} if event.state == READ else {}
    await _note(work, event, event.said_at, notified_at=at, notified_as=DELIVERED, **read)


@reaction.projection
async def show_unreached(work: Work, event: MessageFailed) -> None:
    """The front desk sees that somebody should call."""
    await _note(work, event, event.failed_at, **_unless_they_wanted_to_cancel(event.failed_at, event.reason))


def _unless_they_wanted_to_cancel(at: datetime | None, reason: str | None) -> dict[str, Any]:
    """Who wanted to cancel the time before is called, whatever becomes of messages about the present one."""
    wanted, of = appointments.c.wanted_to_cancel_at.is_not(None), appointments.c
    return {
        "unreached_at": case((wanted, of.unreached_at), else_=at),
        "unreached_reason": case((wanted, of.unreached_reason), else_=reason),
    }


@reaction
async def list_who_was_not_reached(work: Work, event: MessageFailed) -> None:
    """Somebody calls, unless a later message got through or the appointment has another time now."""
    for appointment in await _of_message(work, event):
        if appointment.unreached_at is not None:
            await list_call(work, appointment)


@reaction
async def nobody_calls_who_was_reached(work: Work, event: MessageSent) -> None:
    """A message about the present time got through."""
    for appointment in await _of_message(work, event):
        if appointment.unreached_at is None:
            await WORKLIST.close(work, CALL_PATIENT, appointment.id, "reached")


def _times(event: MessageSent | MessageArrived | MessageFailed) -> list[tuple[UUID, datetime | None]]:
    """The appointments that the message is about, each with the start (UTC) that it says."""
    if event.appointment_id is not None:
        return [(event.appointment_id, event.starts_at)]
    return [(each.appointment_id, each.starts_at) for each in event.appointments]


async def _note(work: Work, event: MessageSent | MessageArrived | MessageFailed, at: datetime, **columns: Any) -> None:
    """Set columns of each appointment that the message is about, unless it has another time than the message names."""
    times = _times(event)
    if not times:
        return
    await lock_person(work, event.patient_id)
    these = (
        (appointments.c.id == appointment_id) & _present_time(starts_at, at) for appointment_id, starts_at in times
    )
    await work.execute(update(appointments).where(or_(*these)).values(**columns))


async def _of_message(work: Work, event: MessageSent | MessageFailed) -> list[Row]:
    """The appointments as the event has left them."""
    found = [await find_appointment(work, appointment_id) for appointment_id, _ in _times(event)]
    return [row for row in found if row is not None]


def _present_time(starts_at: datetime | None, at: datetime) -> ColumnElement[bool]:
    """Whether a message about this start is about the time that the appointment has now.

    One from before messages named the time is compared by the clocks of the two services.
    """
    if starts_at is None:
        return appointments.c.time_set_at <= at
    return appointments.c.starts_at == starts_at
