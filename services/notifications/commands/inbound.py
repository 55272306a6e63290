"""Somebody wrote back: it is kept, a stop is obeyed for everyone who is reached there, and a person reads the rest."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from contact_details.phone import e164_from_gateway
from services.notifications.commands.offers import answered_offer, publish_answer
from services.notifications.commands.opt_outs import opt_out
from services.notifications.commands.plans import announce
from services.notifications.commands.texts import ask_to_read, publish_text
from services.notifications.domain.hints import Hint, hints_in
from services.notifications.domain.limits import DAY
from services.notifications.domain.messages import Announcement
from services.notifications.domain.occasions import APPOINTMENT_AHEAD, OTHER, Occasion
from services.notifications.domain.offers import answer_in
from services.notifications.domain.opt_outs import MessageScope, OptOutPolicy, StopRequest, stop_request_in
from services.notifications.domain.recipients import Channel, Route
from services.notifications.domain.texts import Reached, TextPolicy, TextState, is_kept
from services.notifications.domain.whatsapp import is_user_id
from services.notifications.store.appointments import next_appointment
from services.notifications.store.patients import lock_by_email, lock_by_phone
from services.notifications.store.templates import edition_in_force
from services.notifications.store.texts import delivered_before, keep_text, kept_of_unknown
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
    answers: bool = False
    """Whether it answers an offer of a freed time."""


@dataclass(frozen=True)
class _Read:
    """A text as a machine understands it."""

    request: StopRequest | None
    hints: frozenset[Hint]
    answer: bool | None = None
    """Yes or no and nothing else, as an offer of a freed time asks; None when it says something else."""


async def take_inbound(work: Work, inbound: Inbound, policies: Policies) -> Understood:
    """Keep what came, obey a stop in it, and have the front desk read what is no stop. Delivered twice, done once.

    A stop is obeyed for every patient who is reached there, for nothing says which of them wrote.
    """
    address = _stored_form(inbound.sender)
    reached = await _reached_by(work, replace(inbound.sender, address=address)) if address else ()
    inbound = replace(inbound, sender=replace(inbound.sender, address=address or inbound.sender.address.strip()))
    for patient in reached:
        work.access.concerns(patient.id, patient.home_clinic_id)
    before = await delivered_before(work, inbound.sender, inbound.gateway_id)
    if before is not None:
        return _understood(before)
    if inbound.sender.channel is Channel.WHATSAPP:
        wrote_at = min(inbound.wrote_at or work.now, work.now)
        await keep_contact(work, inbound.sender.address, wrote_at=wrote_at, user_id=inbound.user_id)
    read = await _read(work, inbound.text)
    if not reached:
        return await _keep_unknown(work, inbound, read, policies.texts)
    return await _take_known(work, inbound, read, reached, policies)


async def _take_known(
    work: Work, inbound: Inbound, read: _Read, reached: Sequence[Row], policies: Policies
) -> Understood:
    scope = policies.stop.scope(read.request) if read.request else None
    silenced = [each for each in reached if scope and await opt_out(work, each.id, scope)]
    offer = await answered_offer(work, reached) if read.answer is not None and read.request is None else None
    if offer is not None:
        return await _take_answer(work, inbound, read, reached, offer)
    ahead = await next_appointment(work, [each.id for each in reached]) if Hint.MAY_CANCEL in read.hints else None
    waits = read.request is None or ahead is not None
    state = TextState.OPEN if waits else TextState.OBEYED
    people = [Reached(each.id, each.home_clinic_id) for each in reached]
    kept = await _keep(work, inbound, read, people, state, scope=scope, silenced=len(silenced))
    if scope and silenced:
        await _confirm(work, silenced[0], inbound.sender, scope, ahead)
    if waits:
        await ask_to_read(work, kept, people, policies.texts, appointment_id=ahead)
    if read.request is None:
        publish_text(work, kept, people)
    return _understood(kept)


async def _take_answer(work: Work, inbound: Inbound, read: _Read, reached: Sequence[Row], offer: Row) -> Understood:
    """Booking books, or asks the next; nobody has to read it."""
    people = [Reached(each.id, each.home_clinic_id) for each in reached]
    kept = await _keep(work, inbound, read, people, TextState.OBEYED, scope=None, silenced=0)
    publish_answer(work, offer, accepted=bool(read.answer))
    return _understood(kept)


async def _keep_unknown(work: Work, inbound: Inbound, read: _Read, policy: TextPolicy) -> Understood:
    """Nobody is silenced and no clinic is asked: the list shows it to every front desk."""
    lately = await kept_of_unknown(work, inbound.sender.address, work.now - DAY)
    if not is_kept(lately, policy):
        return Understood(None, known=False, scope=None, silenced=0, waits=False)
    return _understood(await _keep(work, inbound, read, (), TextState.OPEN, scope=None, silenced=0))


async def _keep(
    work: Work,
    inbound: Inbound,
    read: _Read,
    reached: Sequence[Reached],
    state: TextState,
    *,
    scope: MessageScope | None,
    silenced: int,
) -> Row:
    kept = await keep_text(
        work,
        reached,
        id=new_id(),
        gateway_id=inbound.gateway_id,
        channel=inbound.sender.channel.value,
        sender=inbound.sender.address,
        text=inbound.text,
        received_at=work.now,
        known=bool(reached),
        scope=scope.value if scope else None,
        silenced=silenced,
        hints=sorted(read.hints),
        state=state.value,
        steps=[],
    )
    if kept is not None:
        return kept
    before = await delivered_before(work, inbound.sender, inbound.gateway_id)
    if before is None:
        raise AssertionError("a text that is there already has an id of its gateway")
    return before


def _understood(text: Row) -> Understood:
    scope = MessageScope(text.scope) if text.scope else None
    waits, answers = text.state == TextState.OPEN, text.state == TextState.OBEYED and scope is None
    return Understood(text.id, text.known, scope, text.silenced, waits, answers)


async def _read(work: Work, text: str) -> _Read:
    """A stop is obeyed in every language that there are templates for, signed or not."""
    edition = await edition_in_force(work, work.now.astimezone(UTC).date())
    languages = list(edition.templates.languages.values())
    request = stop_request_in(text, (words.stop_words for words in languages))
    return _Read(request, hints_in(text, languages), answer_in(text, languages))


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


async def _confirm(work: Work, patient: Row, sender: Route, scope: MessageScope, ahead: UUID | None) -> None:
    """One answer. While an appointment lies ahead that it may have meant, it says that the appointment stays."""
    facts = {
        "what_stops": scope.value,
        "reply_by": sender.channel.value,
        "reply_to": sender.address,
    }
    await announce(
        work,
        Announcement(
            Occasion.OPTED_OUT,
            about=f"opt-out/{patient.id}",
            clinic_id=patient.home_clinic_id,
            happened_at=work.now,
            patient_id=patient.id,
            word=APPOINTMENT_AHEAD if ahead else OTHER,
            facts=facts,
        ),
    )
