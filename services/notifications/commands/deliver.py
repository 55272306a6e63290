"""Delivering one message: everything it depends on is looked at again, then it goes out or does not."""

from uuid import UUID

from sqlalchemy import select, update

from chassis.work import Work
from services.notifications.commands.plan import DELIVER, look_again, put_off, schedule
from services.notifications.domain.channel import ChannelFailed, Envelope, MessageChannel, Undeliverable
from services.notifications.domain.delivery import LookAgain, Send, Wait, after_failure, decide
from services.notifications.domain.message import Message
from services.notifications.domain.wording import fill_in
from services.notifications.store.kept import message_of
from services.notifications.store.settle import end_unsent, mark_sent
from services.notifications.store.surroundings import Surroundings, surroundings_of
from services.notifications.tables import messages, patients


async def deliver(work: Work, message_id: UUID, channel: MessageChannel, looks: int = 0) -> None:
    """Send the message if it is still planned, due, wanted and allowed; else settle it or put it off.

    ``looks`` says how often it was looked at in vain while it waited for facts.
    """
    message = await _lock_planned(work, message_id)
    if message is None:
        return
    if message.planned_for is None:  # it waited for facts, and this is the look in between
        await schedule(work, message, looks)
        return
    if work.now < message.planned_for:
        await work.set_timer(DELIVER, str(message_id), message.planned_for)
        return
    around = await surroundings_of(work, message.clinic_id, message.patient_id, message.appointment_id)
    decision = decide(message.template, around.of(message))
    if isinstance(decision, Send):
        await _send(work, message, decision, around, channel)
    elif isinstance(decision, Wait):
        await put_off(work, message.id, decision.until)
    elif isinstance(decision, LookAgain):
        await look_again(work, message, looks)
    else:
        await end_unsent(work, message, decision)


async def _lock_planned(work: Work, message_id: UUID) -> Message | None:
    """The message, locked, if it is still planned; before it its patient, shared, so that nobody opts out meanwhile.

    The patient first, as everywhere: whoever changes a patient goes on to that patient's messages.
    """
    patient = select(messages.c.patient_id).where(messages.c.id == message_id).scalar_subquery()
    await work.execute(select(patients.c.id).where(patients.c.id == patient).with_for_update(read=True))
    planned = select(messages).where(messages.c.id == message_id, messages.c.status == "planned")
    row = (await work.execute(planned.with_for_update())).first()
    return message_of(row) if row else None


async def _send(work: Work, message: Message, decision: Send, around: Surroundings, channel: MessageChannel) -> None:
    if around.clinic is None:
        raise ValueError("a message whose clinic is unknown is never due")
    wording = fill_in(
        message.template,
        clinic=around.clinic,
        given_name=decision.contact.given_name,
        starts_at=message.anchor.starts_at,
        facts=message.facts,
    )
    try:
        await channel.hand_over(Envelope(message.id, decision.route, wording, handed_over_at=work.now))
    except ChannelFailed as failure:
        await _go_on_after(work, message, failure)
    else:
        await mark_sent(work, message, decision.route, wording)


async def _go_on_after(work: Work, message: Message, failure: ChannelFailed) -> None:
    attempts, error = message.attempts + 1, str(failure)
    await work.execute(update(messages).where(messages.c.id == message.id).values(attempts=attempts, reason=error))
    for_good = isinstance(failure, Undeliverable)
    outcome = after_failure(attempts, work.now, message.not_after, error, for_good=for_good)
    if isinstance(outcome, Wait):
        await put_off(work, message.id, outcome.until)
    else:
        await end_unsent(work, message, outcome)
