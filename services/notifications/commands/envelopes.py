"""What goes into the envelope of a message that leaves now: its words, and what its reader's calendar is told."""

from collections.abc import Mapping
from typing import Any

from services.notifications.commands.deliveries import Ready
from services.notifications.domain.appointments import AppointmentState
from services.notifications.domain.invitations import VISIT, Invitation, has_invitations, invitation_of
from services.notifications.domain.occasions import OTHER
from services.notifications.domain.wording import Wording, fill_in


def wording_of(ready: Ready, facts: Mapping[str, Any], link: str | None) -> Wording:
    """Its words, by these facts, in the recipient's language; ``link`` is the address that it can have."""
    if ready.around.clinic is None:
        raise ValueError("a message whose clinic is unknown is never due")
    contact = ready.decision.contact
    language, words = ready.edition.words_for(contact.language)
    return fill_in(
        ready.message.code,
        words,
        language,
        clinic=ready.around.clinic,
        given_name=contact.given_name,
        starts_at=ready.message.anchor.starts_at,
        facts=facts,
        link=link,
    )


def invitations_in(ready: Ready) -> tuple[Invitation, ...]:
    """One for each appointment that the message tells of, as far as its own event has arrived."""
    message, around, clinic = ready.message, ready.around, ready.around.clinic
    if clinic is None or not has_invitations(message.template):
        return ()
    listed = around.still_listed(message)
    told = [(each.appointment_id, each.kind, around.several.get(each.appointment_id)) for each in listed]
    if message.appointment_id is not None:
        told = [(message.appointment_id, message.facts.get(VISIT, OTHER), around.appointment)]
    _, words = ready.edition.words_for(ready.decision.contact.language)
    cancelled = message.template.only_while is AppointmentState.CANCELLED
    return tuple(
        invitation_of(id, kind, found, cancelled=cancelled, clinic=clinic, phrases=words.phrases)
        for id, kind, found in told
        if found is not None
    )
