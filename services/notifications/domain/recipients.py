"""How a recipient can be reached."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """How a message travels."""

    SMS = "sms"
    WHATSAPP = "whatsapp"
    EMAIL = "email"


@dataclass(frozen=True)
class Route:
    """A channel and the address on it."""

    channel: Channel
    address: str


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
    addresses: tuple[Route, ...] = ()
    """All that booking named, the one to try first at the top; none: the fields above say all."""


def route_over(kind: str, address: str | None) -> Route | None:
    """The way to one address; a number is reached by SMS, because WhatsApp needs an agreement first.

    None without an address, and for a kind of contact that this release does not know.
    """
    channel = {"phone": Channel.SMS, "email": Channel.EMAIL}.get(kind)
    return Route(channel, address) if channel and address else None


def ways_to(contact: Contact) -> list[Route]:
    """The ways to reach them, the one they want first; none when nothing is known.

    WhatsApp only for those who chose it: choosing it as the channel is the opt-in.
    Who wants a channel that is not known here is reached by SMS, or else by e-mail.
    """
    if contact.addresses:
        return list(contact.addresses)
    by_phone = [(Channel.SMS, contact.phone)]
    if contact.channel == Channel.WHATSAPP:
        by_phone.insert(0, (Channel.WHATSAPP, contact.phone))
    by_email = [(Channel.EMAIL, contact.email)]
    ways = by_email + by_phone if contact.channel == Channel.EMAIL else by_phone + by_email
    return [Route(channel, address) for channel, address in ways if address]


Closed = Mapping[Channel | Route, str]
"""Channels, and addresses on a channel, to which a message cannot go, each with the reason."""


def why_closed_to(way: Route, closed: Closed) -> str | None:
    """Why a message cannot go this way; None: it can."""
    return closed.get(way, closed.get(way.channel))


def first_open(ways: Sequence[Route], closed: Closed, down: Collection[Channel] = frozenset()) -> Route | None:
    """The first way that is not closed, and whose carrier is up if there is one; None when all are closed."""
    left = [way for way in ways if why_closed_to(way, closed) is None]
    return next((way for way in left if way.channel not in down), left[0] if left else None)
