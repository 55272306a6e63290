"""Carriers of messages, as they are shown."""

from datetime import datetime

from chassis.http import View
from services.notifications.domain.recipients import Channel


class CarrierView(View):
    """Who carries the messages of one channel."""

    channel: Channel
    set_up: bool
    """Whether the settings of this API name one. Without one no message goes by this channel."""
    down_since: datetime | None
    """UTC. Since when it does not answer; null while it does."""
    next_try_at: datetime | None
    """UTC. Before then no message is handed to it; null while it answers."""
    failures: int
    """Hand-overs in a row that it did not answer."""
    reason: str | None
    """What it failed with last."""
    waiting: int
    """Messages that are due and wait for it."""
    held_back: int = 0
    """Of these, what a limit of it holds back."""
    new_conversations: int | None = None
    """By WhatsApp: with how many people a conversation was begun within 24 hours; null for other channels."""
    new_conversations_most: int | None = None
    """With how many it may be; null while no limit is set or known."""


class CarriersView(View):
    """The carriers of all channels."""

    items: list[CarrierView]
