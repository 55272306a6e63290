"""Delivering one message: everything it depends on is looked at again, then it goes out or does not."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from chassis.work import Work
from services.notifications.commands.messages import end_unsent, have_director_called, mark_sent
from services.notifications.commands.plans import DELIVER, look_again, plan_with, put_off
from services.notifications.domain.channels import ChannelFailed, Envelope, MessageChannel, Undeliverable
from services.notifications.domain.deliveries import Fail, LookAgain, Send, Wait, after_failure, decide
from services.notifications.domain.limits import DAY, DailyLimits, above_limit, is_code, is_exempt
from services.notifications.domain.messages import Message, without_code
from services.notifications.domain.wording import Wording, fill_in
from services.notifications.store.limits import sent_since
from services.notifications.store.messages import change_message, lock_planned, message_of
from services.notifications.store.surroundings import Surroundings, surroundings_of
from services.notifications.store.templates import Edition, edition_of


async def deliver(work: Work, message_id: UUID, channel: MessageChannel, limits: DailyLimits, looks: int = 0) -> None:
    """Send the message if it is still planned, due, wanted, allowed and signed; else end it or put it off.

    ``looks`` says how often it was looked at in vain while it waited.
    """
    row = await lock_planned(work, message_id)
    if row is None:
        return
    if row.planned_for and work.now < row.planned_for:
        await work.set_timer(DELIVER, str(message_id), row.planned_for)
        return
    around = await surroundings_of(work, row.clinic_id, row.patient_id, row.appointment_id)
    if around.patient_id != row.patient_id:  # it was planned while two records of one person were being merged
        await change_message(work, message_id, patient_id=around.patient_id)
    edition = await edition_of(work, row.template_version, around.day)
    template = edition.template(row.template)
    if row.planned_for is None or edition.version != row.template_version or template is None:
        await plan_with(work, row, around, edition, looks)
        return
    message = message_of(row, template)
    decision = decide(template, around.of(message, signed=edition.may_be_sent))
    if isinstance(decision, Send):
        decision = await _within_limits(work, message, decision, edition, limits)
    if isinstance(decision, Send):
        await _send(work, message, decision, around, edition, channel)
    elif isinstance(decision, Wait):
        await put_off(work, message.id, decision.until)
    elif isinstance(decision, LookAgain):
        await look_again(work, message, decision, looks)
    else:
        await end_unsent(work, message, decision)


async def _within_limits(
    work: Work, message: Message, decision: Send, edition: Edition, limits: DailyLimits
) -> Send | Fail:
    """The same decision, or why the patient has to be called: too much was sent within a day."""
    if message.patient_id is None or is_exempt(edition.templates, message.code):
        return decision
    codes = [each for each in edition.templates.templates if is_code(edition.templates, each)]
    sent = await sent_since(work, message.patient_id, decision.route.address, work.now - DAY, codes)
    return above_limit(sent, limits, code=message.code in codes) or decision


async def _send(
    work: Work,
    message: Message,
    decision: Send,
    around: Surroundings,
    edition: Edition,
    channel: MessageChannel,
) -> None:
    wording = _wording(message, decision, around, edition, message.facts)
    try:
        await channel.hand_over(Envelope(message.id, decision.route, wording, handed_over_at=work.now))
    except ChannelFailed as failure:
        await _go_on_after(work, message, failure)
    else:
        kept = without_code(message.facts)
        shown = wording if kept == message.facts else _wording(message, decision, around, edition, kept)
        await mark_sent(work, message, edition, decision.route, decision.contact, shown)


def _wording(
    message: Message, decision: Send, around: Surroundings, edition: Edition, facts: Mapping[str, Any]
) -> Wording:
    if around.clinic is None:
        raise ValueError("a message whose clinic is unknown is never due")
    language, words = edition.words_for(decision.contact.language)
    return fill_in(
        message.code,
        words,
        language,
        clinic=around.clinic,
        given_name=decision.contact.given_name,
        starts_at=message.anchor.starts_at,
        facts=facts,
    )


async def _go_on_after(work: Work, message: Message, failure: ChannelFailed) -> None:
    attempts, error = message.attempts + 1, str(failure)
    await change_message(work, message.id, attempts=attempts)
    await have_director_called(work, message)
    for_good = isinstance(failure, Undeliverable)
    outcome = after_failure(attempts, work.now, message.not_after, error, for_good=for_good)
    if isinstance(outcome, Wait):
        await put_off(work, message.id, outcome.until, reason=error)
    else:
        await end_unsent(work, message, outcome)
