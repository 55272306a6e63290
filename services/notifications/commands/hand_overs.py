"""Handing one message to its carrier: noted before the carrier is asked, and ended by what it answers.

The carrier is asked between two transactions, so that nothing waits for it but the message itself.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.notifications.commands.addresses import note_bad
from services.notifications.commands.calendars import tell_calendars
from services.notifications.commands.carriers import carrier_asks_to_wait, carrier_is_back, carrier_is_silent
from services.notifications.commands.deliveries import Ready, hand_over_kind, pass_on, ready_or_ended
from services.notifications.commands.envelopes import invitations_in, wording_of
from services.notifications.commands.links import link_for, text_as_sent, without_secret
from services.notifications.commands.messages import (
    end_unsent,
    have_director_called,
    mark_doubtful,
    mark_sending,
    mark_sent,
)
from services.notifications.commands.plans import DELIVER, DELIVER_URGENT, put_off
from services.notifications.commands.portfolios import number_asks_to_wait
from services.notifications.commands.whatsapp import template_refused
from services.notifications.domain.channels import (
    Accepted,
    AddressBad,
    Busy,
    CarrierDown,
    Carriers,
    ChannelFailed,
    Doubtful,
    Envelope,
    InDoubt,
    Of,
    TemplateRefused,
    Undeliverable,
    WindowClosed,
)
from services.notifications.domain.deliveries import Fail, after_failure
from services.notifications.domain.digests import DIGEST
from services.notifications.domain.hand_overs import DeliveryState, goes_on
from services.notifications.domain.limits import DailyLimits
from services.notifications.domain.messages import CODE, Message, Status, without_code
from services.notifications.domain.recipients import Channel, Route
from services.notifications.domain.several import SEVERAL
from services.notifications.domain.templates import Purpose
from services.notifications.domain.whatsapp import submitted_as
from services.notifications.settings.incoming_mail import mail_secret
from services.notifications.settings.links import links
from services.notifications.settings.staff_mail import worklists_page
from services.notifications.store.hand_overs import (
    change_delivery,
    insert_delivery,
    lock_delivery,
    lock_under_way,
    others_there,
)
from services.notifications.store.messages import (
    Found,
    change_message,
    due_of_patient,
    lock_message,
    lock_unfinished,
    message_of,
)
from services.notifications.store.templates import edition_of
from services.notifications.store.whatsapp import close_window

LOOK_AFTER = timedelta(minutes=1)
"""When a carrier that can say so is asked whether it took a message; then after twice as long each time."""
LOOKS_AT_MOST = 4
_UNKNOWN = "it may have arrived: nobody can say whether the carrier took it"


async def claim(
    work: Work, message_id: UUID, channel: Channel, carriers: Carriers, limits: DailyLimits
) -> Envelope | InDoubt | None:
    """The message, noted as being handed over, if all that it depends on still lets it go by this channel.

    What was noted before and has no end was handed over by a worker that died: unless it can be repeated without
    harm, it is in doubt. None: nothing is to be done here.
    """
    row = await lock_unfinished(work, message_id)
    if row is None:
        return None
    begun = await lock_under_way(work, message_id) if row.status == Status.SENDING else None
    carrier = carriers.by_channel.get(channel)
    if begun is not None and not (carrier and carrier.repeatable):
        route = Route(channel, begun.address)
        others = await others_there(work, begun)
        text = None if CODE in row.facts else await text_as_sent(work, message_id, row.text, links())
        return InDoubt(begun.id, message_id, route, begun.handed_over_at, begun.looks, text, others)
    ready = await ready_or_ended(work, row, carriers, limits, leaves=True)
    if ready is None:
        return None
    if ready.decision.route.channel is not channel:
        await pass_on(work, ready)
        return None
    return await _begin(work, ready, begun.id if begun else new_id(), ready.number_id(carriers.portfolio))


async def _begin(work: Work, ready: Ready, delivery_id: UUID, number_id: str | None) -> Envelope:
    message, decision, facts = ready.message, ready.decision, ready.message.facts
    if SEVERAL in facts:
        facts = {**facts, SEVERAL: [each.as_fact() for each in ready.around.still_listed(message)]}
        await change_message(work, message.id, facts=facts)
    kept = without_code(facts)
    by_template = decision.route.channel is Channel.WHATSAPP and not ready.free_text
    without = (by_template and ready.whatsapp.without_link) or ready.around.is_answered(message)
    given = None if without else links()
    secret = await link_for(work, message, given, birth_known=ready.around.birth_known)
    link = worklists_page(message.clinic_id) if DIGEST in facts else secret
    wording = wording_of(ready, facts, link)
    shown = wording if kept == facts else wording_of(ready, kept, link)
    shown = replace(shown, text=without_secret(shown.text, secret))
    template = submitted_as(message.code, wording.form, wording.language) if by_template else None
    await insert_delivery(
        work, delivery_id, message.id, decision.route, number_id, begins=ready.begins, template=template
    )
    await mark_sending(work, message, ready.edition, decision.route, decision.contact, shown)
    return Envelope(
        delivery_id,
        message.id,
        decision.route,
        wording,
        handed_over_at=work.now,
        template=message.code,
        free_text=ready.free_text,
        number_id=number_id,
        invitations=invitations_in(ready) if decision.route.channel is Channel.EMAIL else (),
        can_be_stopped=message.template.purpose is Purpose.MARKETING and mail_secret() is not None,
    )


async def accepted(work: Work, claimed: Envelope | InDoubt, answer: Accepted) -> None:
    """The carrier took it. A receipt that says that it arrived, and came before this answer, knows more."""
    row, delivery = await _both(work, claimed)
    if row is None or delivery is None:
        return
    news: dict[str, Any] = {"provider_id": answer.provider_id or delivery.provider_id}
    if goes_on(DeliveryState(delivery.state), DeliveryState.ACCEPTED):
        news |= {"state": DeliveryState.ACCEPTED.value, "changed_at": work.now}
    await change_delivery(work, delivery.id, **news)
    await carrier_is_back(work, claimed.route.channel)
    if row.status != Status.SENDING:
        return
    if delivery.state == DeliveryState.FAILED:  # an API of the release before noted a receipt so
        await close_way(work, await message_as_planned(work, row), delivery.id, delivery.reason or "")
    else:
        await mark_sent(work, row)
        await tell_calendars(work, row, Route(Channel(delivery.channel), delivery.address))
        await _forget_timers(work, row.id)
        if row.patient_id:
            await work.bring_forward(DELIVER, [str(id) for id in await due_of_patient(work, row.patient_id)])


async def not_accepted(work: Work, claimed: Envelope | InDoubt, failure: ChannelFailed, *, can_ask: bool) -> None:
    """The carrier did not take it, or may have: what follows from that.

    ``can_ask``: the carrier can be asked later whether it has the message.
    """
    row, delivery = await _both(work, claimed)
    if row is None or delivery is None or row.status != Status.SENDING:
        return
    message = await message_as_planned(work, row)
    if isinstance(failure, Doubtful):
        if isinstance(claimed, Envelope):  # a question about an earlier hand-over says nothing new of the carrier
            await carrier_is_silent(work, claimed.route.channel, str(failure))
        await _doubt(work, message, delivery, failure, can_ask=can_ask)
        return
    if not isinstance(failure, CarrierDown) and not (isinstance(failure, Busy) and failure.of is Of.EVERYTHING):
        await carrier_is_back(work, claimed.route.channel)
    if isinstance(failure, TemplateRefused) and isinstance(claimed, Envelope):
        template = submitted_as(claimed.template, claimed.wording.form, claimed.wording.language)
        await template_refused(work, template, str(failure))
    await follow_failure(work, message, delivery, claimed.route, failure)


async def follow_failure(
    work: Work, message: Message, delivery: Row, route: Route, failure: ChannelFailed, *, later: bool = False
) -> None:
    """What follows from the failure of the last hand-over. ``later``: a receipt says it of what had been taken."""
    reason = str(failure)
    if isinstance(failure, WindowClosed) and delivery.begins:  # it was a template: there is nothing else to send
        failure = Undeliverable(reason)
    if isinstance(failure, CarrierDown):
        await carrier_is_silent(work, route.channel, reason)
    elif isinstance(failure, Busy) and failure.of is Of.EVERYTHING:
        await carrier_asks_to_wait(work, route.channel, work.now + failure.wait)
    elif isinstance(failure, Busy) and failure.of in (Of.NUMBER, Of.NEW) and delivery.number_id:
        await number_asks_to_wait(work, delivery.number_id, failure)
    elif isinstance(failure, AddressBad):
        await note_bad(work, route, reason)
    elif isinstance(failure, WindowClosed):
        await close_window(work, route.address)
    if later and CODE in message.facts:
        await close_way(work, message, delivery.id, reason)  # the code is not kept: it cannot be sent again
        return
    await _try_again_or_elsewhere(work, message, delivery, failure)


async def not_there(work: Work, doubt: InDoubt) -> None:
    """The carrier says that it never took it: it is sent again."""
    await not_accepted(work, doubt, ChannelFailed("the carrier did not get it"), can_ask=True)


async def close_way(work: Work, message: Message, delivery_id: UUID, reason: str) -> None:
    """It does not arrive on this way: the next one is tried, and without one somebody calls."""
    await change_delivery(work, delivery_id, state=DeliveryState.FAILED.value, reason=reason, changed_at=work.now)
    if work.now >= message.not_after or CODE in message.facts:
        await end_unsent(work, message, Fail(reason))
        return
    await change_message(work, message.id, attempts=0, settled_at=None)
    await put_off(work, message, work.now, reason=reason)


async def _try_again_or_elsewhere(work: Work, message: Message, delivery: Row, failure: ChannelFailed) -> None:
    reason = str(failure)
    if isinstance(failure, Busy | WindowClosed):
        await _not_taken(work, delivery.id, reason)
        wait = failure.wait if isinstance(failure, Busy) else timedelta()
        await change_message(work, message.id, settled_at=None)
        await put_off(work, message, work.now + wait, reason=reason, waits_for=Channel(delivery.channel))
        return
    attempts = message.attempts + 1
    await have_director_called(work, message)
    for_good = isinstance(failure, Undeliverable)
    outcome = after_failure(attempts, work.now, message.not_after, reason, for_good=for_good)
    if isinstance(outcome, Fail):
        await close_way(work, message, delivery.id, outcome.reason)
        return
    await _not_taken(work, delivery.id, reason)
    await change_message(work, message.id, attempts=attempts, settled_at=None)
    await put_off(work, message, outcome.until, reason=reason)


async def _doubt(work: Work, message: Message, delivery: Row, failure: Doubtful, *, can_ask: bool) -> None:
    """Ask later, or say that it is doubtful."""
    looks = delivery.looks + 1
    if can_ask and looks <= LOOKS_AT_MOST:
        await change_delivery(work, delivery.id, looks=looks, reason=str(failure))
        kind = hand_over_kind(Channel(delivery.channel), urgent=message.template.urgent)
        await work.set_timer(kind, str(message.id), work.now + LOOK_AFTER * 2 ** (looks - 1))
        return
    doubtful = {"state": DeliveryState.DOUBTFUL.value, "reason": str(failure), "changed_at": work.now}
    await change_delivery(work, delivery.id, **doubtful)
    await mark_doubtful(work, message, str(failure))
    await _forget_timers(work, message.id)


async def _not_taken(work: Work, delivery_id: UUID, reason: str) -> None:
    await change_delivery(work, delivery_id, state=DeliveryState.NOT_TAKEN.value, reason=reason, changed_at=work.now)


async def _both(work: Work, claimed: Envelope | InDoubt) -> tuple[Found | None, Row | None]:
    """Message and hand-over, locked in this order; None for what was erased meanwhile."""
    row = await lock_message(work, claimed.message_id)
    return row, await lock_delivery(work, claimed.delivery_id) if row else None


async def message_as_planned(work: Work, row: Found) -> Message:
    """The message, by the version of the templates that it went out with."""
    edition = await edition_of(work, row.template_version, work.now.date())
    template = edition.template(row.template)
    if template is None:
        raise AssertionError("a message is sent by a version that has it")
    return message_of(row, template)


async def _forget_timers(work: Work, message_id: UUID) -> None:
    for kind in (DELIVER, DELIVER_URGENT):
        await work.cancel_timer(kind, str(message_id))
