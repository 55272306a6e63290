"""How a recipient can be reached."""

from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """How a message travels."""

    SMS = "sms"
    WHATSAPP = "whatsapp"
    EMAIL = "email"


@dataclass(frozen=True)
class Contact:
    """What is known now about how to reach someone."""

    given_name: str
    channel: str
    """How they want to be reached, as booking said: a ``Channel``, or a word that is not known here."""
    phone: str | None
    email: str | None
    language: str | None = None
    """BCP 47; None: no wish is known."""


@dataclass(frozen=True)
class Route:
    """A channel and the address on it."""

    channel: Channel
    address: str


def route_over(kind: str, address: str | None) -> Route | None:
    """The way to one address; a number is reached by SMS, because WhatsApp needs an agreement first.

    None without an address, and for a kind of contact that this release does not know.
    """
    channel = {"phone": Channel.SMS, "email": Channel.EMAIL}.get(kind)
    return Route(channel, address) if channel and address else None


def route_to(contact: Contact, *, whatsapp_approved: bool) -> Route | None:
    """The channel they want, or what is there instead; None when there is no way to reach them.

    WhatsApp takes only approved templates, and only to those who chose it: choosing it as the channel is the opt-in.
    Who wants a channel that is not known here is reached by SMS, or else by e-mail.
    """
    by_phone = Channel.WHATSAPP if contact.channel == Channel.WHATSAPP and whatsapp_approved else Channel.SMS
    ways = [(by_phone, contact.phone), (Channel.EMAIL, contact.email)]
    if contact.channel == Channel.EMAIL:
        ways.reverse()
    return next((Route(channel, address) for channel, address in ways if address), None)
