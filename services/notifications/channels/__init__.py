"""Adapters of the port in domain/channels.py."""

from collections.abc import Mapping

from chassis.work import Work
from services.notifications.channels.journal import journal_of
from services.notifications.channels.mail import Mail
from services.notifications.domain.channels import Envelope, MessageChannel, no_carrier
from services.notifications.domain.recipients import Channel
from services.notifications.settings import catches_messages, mail_server


class Carriers:
    """Hands each message to the carrier of its channel, or to ``otherwise`` where the chain has set up none."""

    def __init__(self, carriers: Mapping[Channel, MessageChannel], otherwise: MessageChannel) -> None:
        self._carriers = carriers
        self._otherwise = otherwise

    async def hand_over(self, envelope: Envelope) -> None:
        """Raises what the carrier raises."""
        await self._carriers.get(envelope.route.channel, self._otherwise).hand_over(envelope)


class NoCarrier:
    """Takes nothing, so that nobody believes a message to be sent that nobody carries."""

    async def hand_over(self, envelope: Envelope) -> None:
        """Raises Undeliverable."""
        raise no_carrier(envelope.route.channel)


def channel_of(work: Work) -> MessageChannel:
    """The carriers that the settings name; what none of them takes, a rehearsal or demonstration writes down."""
    server = mail_server()
    carriers: dict[Channel, MessageChannel] = {Channel.EMAIL: Mail(server, work.database)} if server else {}
    return Carriers(carriers, journal_of(work) if work.rehearsal or catches_messages() else NoCarrier())
