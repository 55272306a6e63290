"""How a recipient can be reached."""

from dataclasses import dataclass

from contracts.vocabulary import Channel


@dataclass(frozen=True)
class Contact:
    """What is known now about how to reach someone."""

    given_name: str
    channel: str
    """How they want to be reached; a word that is not one of ours when booking offers more than we have."""
    phone: str | None
    email: str | None


@dataclass(frozen=True)
class Route:
    """A channel and the address on it."""

    channel: Channel
    address: str


def route_to(contact: Contact, *, whatsapp_approved: bool) -> Route | None:
    """The channel they want, or what is there instead; None when there is no way to reach them.

    Who wants a channel that is not known here gets SMS, or e-mail where there is no phone number.

    WhatsApp takes only approved templates, and only to those who chose it: choosing it as the channel is the opt-in.
    """
    by_phone = Channel.WHATSAPP if contact.channel == Channel.WHATSAPP and whatsapp_approved else Channel.SMS
    ways = [(by_phone, contact.phone), (Channel.EMAIL, contact.email)]
    if contact.channel == Channel.EMAIL:
        ways.reverse()
    return next((Route(channel, address) for channel, address in ways if address), None)
