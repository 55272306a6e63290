"""Somebody wrote: it is kept, what a machine can do is done, and a person reads the rest. Nothing is dropped."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from contact_details.phone import e164_from_gateway
from services.notifications.commands.addresses import note_alive
from services.notifications.commands.replies import Done, take_reply
from services.notifications.commands.texts import publish_text
from services.notifications.commands.thread_states import join_thread
from services.notifications.domain.limits import DAY
from services.notifications.domain.opt_outs import MessageScope, OptOutPolicy
from services.notifications.domain.readings import Read, reading_of
from services.notifications.domain.recipients import Channel, Route
from services.notifications.domain.texts import Reached, TakenFor, TextPolicy, TextState, concerns_others, is_kept
from services.notifications.domain.whatsapp import is_user_id
from services.notifications.store.patients import lock_by_email, lock_by_phone
from services.notifications.store.reply_words import reply_languages
from services.notifications.store.templates import edition_in_force
from services.notifications.store.texts import change_text, delivered_before, keep_text, kept_of_unknown
from services.notifications.store.whatsapp import keep_contact


@dataclass(frozen=True)
class Inbound:
    """A message as a gateway delivers it."""

    sender: Route
    text: str
    gateway_id: str | None
    """The gateway's own id of it; None when it gives none, and then each delivery is a text of its own."""
    wrote_at: datetime | None = None
    """UTC, by the gateway's clock; None: just now."""
    user_id: str | None = None
    """WhatsApp's own id of whoever wrote."""
    number_id: str | None = None
    """WhatsApp's id of the number of ours that they wrote to."""
    believed: bool = True
    """False where it is known that another than the sender may have written it: it is as from somebody unknown."""


@dataclass(frozen=True)
class Policies:
    """What the chain has set about what people write."""

    stop: OptOutPolicy
    texts: TextPolicy


@dataclass(frozen=True)
class Understood:
    """What was made of an inbound message."""

    text_id: UUID | None
    """The text as it is kept; None when too many of unknown senders came within a day."""
    known: bool
    """Whether a patient is reached where it came from."""
    scope: MessageScope | None
    """What was asked to stop; None when nothing was."""
    silenced: int
    """For how many patients something changed; several may share one telephone."""
    waits: bool
    """Whether a person should read it."""
    taken_for: TakenFor | None = None
    """What a machine took it for; None: a person reads it."""


async def take_inbound(work: Work, inbound: Inbound, policies: Policies) -> Understood:
    """Keep what came, do what it clearly asks for, and have the front desk read the rest. Delivered twice, done once.

    Whoever is reached there is locked first, so that of two texts the second finds what the first has done.
    """
    address = _stored_form(inbound.sender)
    asked = address is not None and inbound.believed
    reached = await _reached_by(work, replace(inbound.sender, address=address or "")) if asked else ()
    inbound = replace(inbound, sender=replace(inbound.sender, address=address or inbound.sender.address.strip()))
    for patient in reached:
        work.access.concerns(patient.id, patient.home_clinic_id)
    before = await delivered_before(work, inbound.sender, inbound.gateway_id)
    if before is not None:
        return _understood(before)
    if inbound.sender.channel is Channel.WHATSAPP:
        wrote_at = min(inbound.wrote_at or work.now, work.now)
        seen = {"wrote_at": wrote_at, "wrote_to": inbound.number_id, "user_id": inbound.user_id}
        await keep_contact(work, inbound.sender.address, **seen)
    if reached and inbound.sender.channel is not Channel.WHATSAPP:  # there they may write from another number
        await note_alive(work, inbound.sender)
    read = await _read(work, inbound.text, policies.stop, reached)
    if not reached:
        return await _keep_unknown(work, inbound, read, policies.texts)
    return await _take_known(work, inbound, read, reached, policies.texts)


async def _take_known(
    work: Work, inbound: Inbound, read: Read, reached: Sequence[Row], policy: TextPolicy
) -> Understood:
    people = [Reached(each.id, each.home_clinic_id) for each in reached]
    kept = await _keep(work, inbound, read, people)
    if kept is None:
        return await _kept_elsewhere(work, inbound)
    done = await take_reply(work, kept, inbound.sender, read, reached)
    kept = await _note(work, kept, done)
    if done.waits:
        kept = await join_thread(work, kept, people, policy)
        if concerns_others(kept.scope, kept.hints):
            publish_text(work, kept, people)
    return _understood(kept)


async def _keep_unknown(work: Work, inbound: Inbound, read: Read, policy: TextPolicy) -> Understood:
    """Nobody is silenced and no clinic is asked: every front desk has it in its inbox."""
    lately = await kept_of_unknown(work, inbound.sender.address, work.now - DAY)
    if not is_kept(lately, policy):
        return Understood(None, known=False, scope=None, silenced=0, waits=False)
    kept = await _keep(work, inbound, read, ())
    if kept is None:
        return await _kept_elsewhere(work, inbound)
    return _understood(await join_thread(work, kept, (), policy))


async def _keep(work: Work, inbound: Inbound, read: Read, reached: Sequence[Reached]) -> Row | None:
    """The text as it waits for a person; None when the gateway delivers it elsewhere at this moment."""
    return await keep_text(
        work,
        reached,
        id=new_id(),
        gateway_id=inbound.gateway_id,
        channel=inbound.sender.channel.value,
        sender=inbound.sender.address,
        text=inbound.text,
        received_at=work.now,
        known=bool(reached),
        scope=None,
        silenced=0,
        hints=sorted(read.hints),
        says_more=read.says_more,
        state=TextState.OPEN.value,
        steps=[],
        taken_for=None,
    )


async def _kept_elsewhere(work: Work, inbound: Inbound) -> Understood:
    before = await delivered_before(work, inbound.sender, inbound.gateway_id)
    if before is None:
        raise AssertionError("a text that is there already has an id of its gateway")
    return _understood(before)


async def _note(work: Work, text: Row, done: Done) -> Row:
    """What was made of it; one that a person reads and nobody else can do anything about stays as it is."""
    if done == Done():
        return text
    return await change_text(
        work,
        text.id,
        scope=done.scope.value if done.scope else None,
        silenced=done.silenced,
        state=(TextState.OPEN if done.waits else TextState.OBEYED).value,
        taken_for=done.taken_for.value if done.taken_for else None,
        appointment_id=done.appointment_id,
    )


def _understood(text: Row) -> Understood:
    scope = MessageScope(text.scope) if text.scope else None
    taken_for = TakenFor(text.taken_for) if text.taken_for else None
    return Understood(text.id, text.known, scope, text.silenced, text.state == TextState.OPEN, taken_for)


async def _read(work: Work, text: str, policy: OptOutPolicy, reached: Sequence[Row]) -> Read:
    """Words of every language count, signed or not."""
    today = work.now.astimezone(UTC).date()
    edition = await edition_in_force(work, today)
    return reading_of(
        text,
        await reply_languages(work),
        list(edition.templates.languages.values()),
        names=[each.given_name for each in reached] if len(reached) == 1 else (),  # else a name says who answers
        day=today,
        policy=policy,
    )


async def _reached_by(work: Work, sender: Route) -> Sequence[Row]:
    if sender.channel is Channel.EMAIL:
        return await lock_by_email(work, sender.address)
    return await lock_by_phone(work, sender.address)


def _stored_form(sender: Route) -> str | None:
    """The sender's number or address as it is stored for patients; None for what cannot be one."""
    if sender.channel is Channel.EMAIL:
        return sender.address.strip()
    if is_user_id(sender.address):
        return None
    try:
        return e164_from_gateway(sender.address)
    except ValueError:
        return None
