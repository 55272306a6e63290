"""The port through which messages leave. Adapters live in services/notifications/channels."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.notifications.domain.recipients import Channel, Route
from services.notifications.domain.wording import Wording


@dataclass(frozen=True)
class Envelope:
    """One message on its way out."""

    message_id: UUID
    """The channel's dedupe key: handed over twice, delivered once."""
    route: Route
    wording: Wording
    handed_over_at: datetime
    """UTC."""


class ChannelFailed(Exception):  # a fact, like the events
    """The channel did not take the message. Its words are a sentence without contact data; it may work later."""


class Undeliverable(ChannelFailed):
    """The channel will never take this message to this address: somebody should call."""


CARRIER_OF = {Channel.SMS: "SMS gateway", Channel.WHATSAPP: "WhatsApp account", Channel.EMAIL: "mail server"}


def no_carrier(channel: Channel) -> Undeliverable:
    """Nobody carries messages of this channel, because the chain has set up nobody."""
    return Undeliverable(f"not sent: no {CARRIER_OF[channel]} is set up")


class MessageChannel(Protocol):
    """Whatever carries messages: an SMS gateway, a mail server, a rehearsal's journal."""

    async def hand_over(self, envelope: Envelope) -> None:
        """Take the message, once per ``message_id`` however often it is offered.

        Raises ChannelFailed, or Undeliverable when trying again is of no use.
        """
        ...
