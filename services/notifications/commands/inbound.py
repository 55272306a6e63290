"""Somebody wrote back: a stop is obeyed for everyone who is reached there, and confirmed once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC

from chassis.data.rows import Row
from chassis.work import Work
from contact_details.phone import e164_from_gateway
from services.notifications.commands.opt_outs import opt_out
from services.notifications.commands.plans import announce
from services.notifications.domain.messages import Announcement
from services.notifications.domain.occasions import Occasion
from services.notifications.domain.opt_outs import MessageScope, OptOutPolicy, StopRequest, stop_request_in
from services.notifications.domain.recipients import Channel, Route
from services.notifications.domain.refusals import SenderUnknown
from services.notifications.store.patients import lock_by_email, lock_by_phone
from services.notifications.store.templates import edition_in_force


@dataclass(frozen=True)
class Understood:
    """What was made of an inbound message."""

    scope: MessageScope | None
    """What was asked to stop; None when nothing was, and the front desk should read it."""
    silenced: int
    """For how many patients something changed; several may share one telephone."""


async def take_inbound(work: Work, sender: Route, text: str, policy: OptOutPolicy) -> Understood:
    """Obey a stop that came from ``sender``. Raises SenderUnknown.

    It is obeyed for every patient who is reached there, for nothing says which of them wrote.
    """
    sender = replace(sender, address=_stored_form(sender))
    reached = await _reached_by(work, sender)
    if not reached:
        raise _unknown()
    for patient in reached:
        work.access.concerns(patient.id, patient.home_clinic_id)
    request = await _request_in(work, text)
    if request is None:
        return Understood(scope=None, silenced=0)
    scope = policy.scope(request)
    silenced = [patient for patient in reached if await opt_out(work, patient.id, scope)]
    if silenced:
        await _confirm(work, silenced[0], sender, scope)
    return Understood(scope, len(silenced))


async def _request_in(work: Work, text: str) -> StopRequest | None:
    """A stop is obeyed in every language that there are templates for, signed or not."""
    edition = await edition_in_force(work, work.now.astimezone(UTC).date())
    return stop_request_in(text, (words.stop_words for words in edition.templates.languages.values()))


async def _reached_by(work: Work, sender: Route) -> Sequence[Row]:
    if sender.channel is Channel.EMAIL:
        return await lock_by_email(work, sender.address)
    return await lock_by_phone(work, sender.address)


def _stored_form(sender: Route) -> str:
    """The sender's number or address as it is stored for patients. Raises SenderUnknown for what cannot be one."""
    if sender.channel is Channel.EMAIL:
        return sender.address.strip()
    try:
        return e164_from_gateway(sender.address)
    except ValueError as error:
        raise _unknown() from error


def _unknown() -> SenderUnknown:
    return SenderUnknown("No patient has this number or address: have the front desk find out who wrote.")


async def _confirm(work: Work, patient: Row, sender: Route, scope: MessageScope) -> None:
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
            facts=facts,
        ),
    )
