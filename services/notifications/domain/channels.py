"""The port through which messages leave. Adapters live in services/notifications/channels."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from services.notifications.domain.deliveries import NOT_SENT
from services.notifications.domain.invitations import Invitation
from services.notifications.domain.portfolios import Portfolio
from services.notifications.domain.recipients import Channel, Route
from services.notifications.domain.wording import Wording

CARRIER_OF = {Channel.SMS: "SMS gateway", Channel.WHATSAPP: "WhatsApp account", Channel.EMAIL: "mail server"}


@dataclass(frozen=True)
class Envelope:
    """One message on its way out."""

    delivery_id: UUID
    """This hand-over: the key under which a carrier knows it again."""
    message_id: UUID
    route: Route
    wording: Wording
    handed_over_at: datetime
    """UTC."""
    template: str = ""
    """Its code."""
    free_text: bool = True
    """Whether the carrier takes a text of our own; else only a template that it has approved."""
    number_id: str | None = None
    """WhatsApp's id of the number of ours that it leaves from; None: the chain's."""
    invitations: tuple[Invitation, ...] = ()
    """What a mail adds to the recipient's calendar, one for each appointment that it tells of."""
    can_be_stopped: bool = False
    """Whether a mail names the address at which a STOP ends messages of its kind."""


@dataclass(frozen=True)
class OthersThere:
    """Other hand-overs to the address of a doubtful one."""

    provider_ids: frozenset[str] = frozenset()
    """The carrier's ids of those that it is known to have taken."""
    in_doubt: int = 0
    """How many of them are as doubtful, whatever they say."""


NOBODY_ELSE = OthersThere()


@dataclass(frozen=True)
class InDoubt:
    """A hand-over that began and of which nobody knows whether the carrier took the message."""

    delivery_id: UUID
    message_id: UUID
    route: Route
    handed_over_at: datetime
    """UTC."""
    looks: int
    """How often the carrier was asked about it before."""
    text: str | None = None
    """What it says; None where it carries a code, which is not kept."""
    others: OthersThere = NOBODY_ELSE
    """What else went to the same address about then, so that one is not taken for another."""


@dataclass(frozen=True)
class Accepted:
    """The carrier has taken the message, which does not say that it arrives."""

    provider_id: str | None = None
    """The carrier's own id of it."""


class ChannelFailed(Exception):  # a fact, like the events
    """The channel did not take the message. Its words are a sentence without contact data; it may work later."""


class Undeliverable(ChannelFailed):
    """The channel will never take this message to this address: another way is tried, or somebody calls."""


class AddressBad(Undeliverable):
    """Nobody is reached at this address by this channel, whatever the message."""


class TemplateRefused(Undeliverable):
    """The carrier takes no message of this template, to anybody: it is not approved, is paused, or is another text."""


class WindowClosed(ChannelFailed):
    """The carrier takes no text of our own to this address any longer: a template may go there."""


class CarrierDown(ChannelFailed):
    """The carrier takes no message of anybody: it does not answer, or it does not let us in."""


class Of(StrEnum):
    """What a carrier's request to wait is about."""

    EVERYTHING = "everything"
    NUMBER = "number"
    """What leaves from the number of ours that this message left from."""
    NEW = "new"
    """The same, as far as it begins a conversation."""
    RECIPIENT = "recipient"
    """Messages to this recipient."""


class Busy(ChannelFailed):
    """The carrier asks to wait before it takes more. That is no attempt that failed."""

    def __init__(self, words: str, wait: timedelta, of: Of = Of.EVERYTHING) -> None:
        """``of`` says what may not be handed over before."""
        super().__init__(words)
        self.wait = wait
        self.of = of


class Doubtful(ChannelFailed):
    """The carrier may have taken the message: handed over again, it might arrive twice."""


class MessageChannel(Protocol):
    """Whatever carries messages: an SMS gateway, a mail server, a rehearsal's journal."""

    repeatable: bool
    """Whether a message that is handed over twice arrives once."""
    can_be_asked: bool
    """Whether it can say later what it took, when it is asked or in a receipt of its own."""

    async def hand_over(self, envelope: Envelope) -> Accepted:
        """Take the message. Raises ChannelFailed, or one of those that say more."""
        ...

    async def look_up(self, doubt: InDoubt) -> Accepted | None:
        """Whether the carrier took it: None when it did not. Raises ChannelFailed, and Doubtful when nobody can say."""
        ...


@dataclass(frozen=True)
class Carriers:
    """What the chain has set up to carry messages."""

    by_channel: Mapping[Channel, MessageChannel]
    portfolio: Portfolio | None = None
    """The chain's numbers with WhatsApp, and their limits; None: nothing is counted."""

    @property
    def missing(self) -> dict[Channel | Route, str]:
        """The channels that nobody carries, each with the sentence that says so."""
        return {
            channel: f"{NOT_SENT}no {name} is set up"
            for channel, name in CARRIER_OF.items()
            if channel not in self.by_channel
        }


def everything_through(carrier: MessageChannel) -> Carriers:
    """One carrier for all channels."""
    return Carriers(dict.fromkeys(Channel, carrier))
