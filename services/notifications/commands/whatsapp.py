"""What WhatsApp says besides receipts: who writes, whose id or number changed, and what became of a template."""

from dataclasses import dataclass
from datetime import datetime

from chassis.work import Work
from contact_details.phone import e164_from_gateway
from services.notifications.commands.addresses import note_alive, note_bad
from services.notifications.commands.inbound import Inbound, Policies, take_inbound
from services.notifications.commands.opt_outs import opt_out
from services.notifications.domain.opt_outs import How, MessageScope, Said
from services.notifications.domain.recipients import Channel, Route
from services.notifications.domain.whatsapp import Approval, SubmittedTemplate
from services.notifications.store.addresses import patients_at
from services.notifications.store.patients import lock_by_phone
from services.notifications.store.whatsapp import (
    address_of_delivery,
    contact_by_new_number,
    contact_by_user_id,
    has_contact,
    keep_approval,
    keep_contact,
)


@dataclass(frozen=True)
class Person:
    """Somebody as WhatsApp names them: since 2026 the number may be missing, and the id changes with the number."""

    number: str | None
    """As WhatsApp writes it, without the plus sign."""
    user_id: str | None
    """WhatsApp's own id of them, as this business sees them."""


@dataclass(frozen=True)
class WhatsAppText:
    """What somebody wrote."""

    person: Person
    text: str
    id: str
    at: datetime
    """UTC, by WhatsApp's clock: a call may come late."""
    answers: str | None
    """WhatsApp's id of our message that they answer."""
    number_id: str | None = None
    """WhatsApp's id of the number of ours that they wrote to."""


async def take_whatsapp(work: Work, said: WhatsAppText, policies: Policies) -> None:
    """Find out where whoever wrote is known, and have it taken as any text."""
    address = await _address_of(work, said.person, said.answers)
    if address is None:
        return
    sender = Route(Channel.WHATSAPP, address)
    if _e164(said.person.number) == address:
        await note_alive(work, sender)
    inbound = Inbound(sender, said.text, said.id, said.at, said.person.user_id, said.number_id)
    await take_inbound(work, inbound, policies)


async def note_person(work: Work, person: Person) -> None:
    """A receipt says which id belongs to a number: later calls may bring the id alone.

    Of who was erased meanwhile, or was never a patient, nothing is noted.
    """
    number = _e164(person.number)
    if number and person.user_id and await _is_known(work, number):
        await keep_contact(work, number, user_id=person.user_id)


async def note_changed(work: Work, before: Person, after: Person) -> None:
    """They changed their number, and with it their id. They stay known here by the number that patients have.

    The former number may be somebody else's soon: nothing goes there, and the desk asks for the new one, because only
    the patient says where they are reached.
    """
    address = await _address_of(work, before, None)
    if address is None or not await _is_known(work, address):
        return
    number = _e164(after.number)
    changed = number if number != address else None
    await keep_contact(work, address, user_id=after.user_id, number=changed)
    if changed:
        for channel in (Channel.SMS, Channel.WHATSAPP):
            await note_bad(work, Route(channel, address), "they changed it, as WhatsApp says")


async def take_marketing_stop(work: Work, person: Person) -> None:
    """They stopped marketing in WhatsApp itself: the same as if they had written it."""
    address = await _address_of(work, person, None)
    for patient in await lock_by_phone(work, address) if address else ():
        work.access.concerns(patient.id, patient.home_clinic_id)
        await opt_out(work, patient.id, MessageScope.MARKETING, Said(How.WHATSAPP))


async def note_approval(work: Work, name: str, language: str, state: Approval, reason: str | None) -> None:
    """What WhatsApp says of a template: from now on it goes there, or another way."""
    await keep_approval(work, name, language, state, reason)


async def template_refused(work: Work, template: SubmittedTemplate, reason: str) -> None:
    """WhatsApp refused a message because of its template, at once or in a receipt.

    The next ones take another way until it is approved.
    """
    await keep_approval(work, template.name, template.language, Approval.REFUSED, reason)


async def _address_of(work: Work, person: Person, answers: str | None) -> str | None:
    """The number under which they are known, else WhatsApp's id of them; None without either."""
    number = _e164(person.number)
    if number:
        changed = await contact_by_new_number(work, number)
        return str(changed.address) if changed else number
    if person.user_id is None:
        return None
    known = await contact_by_user_id(work, person.user_id)
    if known:
        return str(known.address)
    return (await address_of_delivery(work, answers) if answers else None) or person.user_id


async def _is_known(work: Work, address: str) -> bool:
    """Whether a patient is reached there, or somebody wrote from there and is still kept."""
    return bool(await patients_at(work, Route(Channel.WHATSAPP, address))) or await has_contact(work, address)


def _e164(number: str | None) -> str | None:
    try:
        return e164_from_gateway(number) if number else None
    except ValueError:
        return None
