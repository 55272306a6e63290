"""Delivering one message: everything it depends on is looked at again, then its carrier's turn comes, or it ends."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from chassis.work import Work
from services.notifications.commands.joined import end_joined, found_beside, until_said_with
from services.notifications.commands.messages import end_unsent
from services.notifications.commands.plans import DELIVER, deliver_at, look_again, plan_with
from services.notifications.commands.portfolios import held_now, hold_back, put_off_as_before
from services.notifications.domain.addresses import why_closed
from services.notifications.domain.channels import Carriers
from services.notifications.domain.deliveries import Decision, Fail, LookAgain, Send, Skip, Wait, decide, next_look
from services.notifications.domain.limits import DAY, DailyLimits, above_limit, is_code, is_exempt
from services.notifications.domain.messages import Message
from services.notifications.domain.orders import LONGEST_LOOK, waits_behind
from services.notifications.domain.portfolios import SHORT_WAIT, Portfolio
from services.notifications.domain.recipients import Channel, Route, ways_to
from services.notifications.domain.repeats import can_repeat, repeats
from services.notifications.domain.whatsapp import WhatsAppView
from services.notifications.settings.links import links
from services.notifications.store.addresses import bad_of
from services.notifications.store.carriers import carriers_down
from services.notifications.store.hand_overs import closed_ways
from services.notifications.store.limits import sent_since
from services.notifications.store.messages import Found, alike, change_message, due_beside, lock_planned, message_of
from services.notifications.store.surroundings import Surroundings, surroundings_of
from services.notifications.store.templates import Edition, edition_of
from services.notifications.store.whatsapp import whatsapp_view

WAITS_AT_MOST = timedelta(minutes=10)
"""A message whose carrier has not taken it is looked at again: it may be too late by then, or another way be open."""


@dataclass(frozen=True)
class Ready:
    """A message that may go out now, with all that it is made from."""

    message: Message
    decision: Send
    around: Surroundings
    edition: Edition
    whatsapp: WhatsAppView
    """What WhatsApp takes of it, for who is reached by it."""

    @property
    def free_text(self) -> bool:
        """Whether WhatsApp takes a text of our own at the address where it goes."""
        return self.decision.route.address in self.whatsapp.open

    @property
    def begins(self) -> bool:
        """Whether it begins a conversation by WhatsApp."""
        return self.decision.route.channel is Channel.WHATSAPP and not self.free_text

    @property
    def comes_first(self) -> bool:
        """Whether it may use what a limit keeps for urgent messages: silence about it could have them come in vain."""
        return self.message.template.urgent or self.message.template.call_when_silent

    def number_id(self, portfolio: Portfolio | None) -> str | None:
        """The number of ours that it leaves from by WhatsApp: who wrote is answered from where they wrote to."""
        if portfolio is None or self.decision.route.channel is not Channel.WHATSAPP:
            return None
        wrote_to = self.whatsapp.open.get(self.decision.route.address)
        return wrote_to or portfolio.number_of(self.message.clinic_id)


def hand_over_kind(channel: Channel, *, urgent: bool) -> str:
    """The errand that hands messages to the carrier of a channel; its key is the message's id."""
    return f"hand_over.{channel.value}{'.urgent' if urgent else ''}"


async def deliver(
    work: Work, message_id: UUID, carriers: Carriers, limits: DailyLimits, looks: int = 0, behind: int = 0
) -> None:
    """Have its carrier asked if it is still planned, due, wanted, allowed and signed; else end it or put it off.

    ``looks`` says how often it was looked at in vain while a fact was missing, ``behind`` while another one went first.
    """
    row = await lock_planned(work, message_id)
    if row is None:
        return
    ready = await ready_or_ended(work, row, carriers, limits, looks)
    if ready is None:
        return
    if await _goes_behind(work, ready):
        again = next_look(behind, work.now, work.now + LONGEST_LOOK)
        await work.set_timer(DELIVER, str(message_id), again, {"behind": behind + 1})
        return
    await pass_on(work, ready)


async def _goes_behind(work: Work, ready: Ready) -> bool:
    """Whether another message to the same patient leaves first."""
    message, clinic = ready.message, ready.around.clinic
    if message.patient_id is None or message.template.urgent or clinic is None:
        return False
    others = await due_beside(work, message)
    return waits_behind(message, others, ready.edition.templates, clinic.zone, work.now)


async def pass_on(work: Work, ready: Ready) -> None:
    """It waits for its turn with the carrier of its channel, and is looked at again when that takes long."""
    message, channel = ready.message, ready.decision.route.channel
    await change_message(work, message.id, waits_for=channel.value)
    await work.set_timer(hand_over_kind(channel, urgent=message.template.urgent), str(message.id), work.now)
    again = min(work.now + WAITS_AT_MOST, message.not_after)
    await deliver_at(work, message.id, again, urgent=message.template.urgent)


async def ready_or_ended(
    work: Work, row: Found, carriers: Carriers, limits: DailyLimits, looks: int = 0, *, leaves: bool = False
) -> Ready | None:
    """What is needed to send a locked message now; None when it was put off or has ended.

    ``leaves``: its carrier is asked next.
    """
    if row.planned_for and work.now < row.planned_for:
        await deliver_at(work, row.id, row.planned_for, urgent=False)
        return None
    around = await surroundings_of(work, row.clinic_id, row.patient_id, row.appointment_id, row.facts)
    if around.patient_id != row.patient_id:  # it was planned while two records of one person were being merged
        await change_message(work, row.id, patient_id=around.patient_id)
    edition = await edition_of(work, row.template_version, around.day)
    template = edition.template(row.template)
    if row.planned_for is None or edition.version != row.template_version or template is None:
        await plan_with(work, row, around, edition, looks)
        return None
    message = message_of(row, template)
    decision, whatsapp = await _decided(work, message, around, edition, carriers)
    if isinstance(decision, Send):
        decision = await _unless_said(work, message, around, edition) or decision
    if isinstance(decision, Send):
        decision = await _within_limits(work, message, decision, edition, limits)
    if isinstance(decision, Send):
        ready = await _with_another(work, Ready(message, decision, around, edition, whatsapp), carriers)
        return await _unless_held(work, ready, carriers, leaves=leaves)
    await _do_not_send(work, message, decision, looks)
    return None


async def _unless_held(work: Work, ready: Ready, carriers: Carriers, *, leaves: bool) -> Ready | None:
    """The same, or another way than WhatsApp while a limit holds it back for long; None when it was put off."""
    number_id = ready.number_id(carriers.portfolio)
    if carriers.portfolio is None or number_id is None:
        return ready
    message = ready.message
    held = await held_now(
        work,
        carriers.portfolio,
        number_id,
        ready.decision.route,
        begins=ready.begins,
        urgent=ready.comes_first,
        leaves=leaves,
    )
    if held is None:
        return ready
    if held.until - work.now >= SHORT_WAIT:
        without = await _decided(work, message, ready.around, ready.edition, carriers, also_down={Channel.WHATSAPP})
        decision, whatsapp = without
        if isinstance(decision, Send) and decision.route.channel is not Channel.WHATSAPP:
            return replace(ready, decision=decision, whatsapp=whatsapp)
    await hold_back(work, message, held)
    return None


async def _decided(
    work: Work,
    message: Message,
    around: Surroundings,
    edition: Edition,
    carriers: Carriers,
    also_down: Collection[Channel] = frozenset(),
) -> tuple[Decision, WhatsAppView]:
    closed = carriers.missing | await _bad(work, message, around) | await closed_ways(work, message.id)
    whatsapp = await whatsapp_view(
        work, message, around.contact, edition, links=links() is not None, portfolio=carriers.portfolio
    )
    down = await carriers_down(work) | frozenset(also_down)
    circumstances = around.of(message, signed=edition.may_be_sent, closed=closed, down=down, whatsapp=whatsapp)
    return decide(message.template, circumstances), whatsapp


async def _with_another(work: Work, ready: Ready, carriers: Carriers) -> Ready:
    """The message that says this and another one of the same hour, if there is one and it can go the same way."""
    message, around, edition = ready.message, ready.around, ready.edition
    beside = await found_beside(work, message, edition.templates)
    if beside is None:
        return ready
    other = message_of(beside, edition.templates.templates[beside.template])
    if around.is_answered(other) or await _said_elsewhere(work, other, around, edition):
        return ready
    code = edition.templates.joined_in(message.code)[beside.template]
    both = replace(message, code=code, template=edition.templates.templates[code])
    decision, whatsapp = await _decided(work, both, around, edition, carriers)
    if not isinstance(decision, Send) or decision.route != ready.decision.route:
        return ready
    await change_message(work, message.id, template=code)
    await end_joined(work, other)
    return Ready(both, decision, around, edition, whatsapp)


async def _bad(work: Work, message: Message, around: Surroundings) -> dict[Channel | Route, str]:
    """What does not reach the patient; an answer, or a code, goes where it was asked for."""
    contact = around.contact
    if message.patient_id is None or contact is None or {"reply_to", "sent_to"} & message.facts.keys():
        return {}
    found = await bad_of(work, message.patient_id, [way.address for way in ways_to(contact)])
    return {Route(Channel(each.channel), each.address): why_closed(each.channel, each.reason) for each in found}


async def _unless_said(work: Work, message: Message, around: Surroundings, edition: Edition) -> Skip | Wait | None:
    """What becomes of it when another message says it: one of the same hour, or about something else of the day."""
    return await until_said_with(work, message) or await _said_elsewhere(work, message, around, edition)


async def _said_elsewhere(work: Work, message: Message, around: Surroundings, edition: Edition) -> Skip | Wait | None:
    """The same, when the patient reads the same about something else of that day."""
    _, words = edition.words_for(None)
    if around.clinic is None or not can_repeat(message, words.messages[message.code]):
        return None
    return repeats(message, await alike(work, message), now=work.now, zone=around.clinic.zone)


async def _do_not_send(work: Work, message: Message, decision: Decision, looks: int) -> None:
    if isinstance(decision, Wait):
        await put_off_as_before(work, message, decision.until)
    elif isinstance(decision, LookAgain):
        await look_again(work, message, decision, looks)
    elif not isinstance(decision, Send):
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
