"""notifications.messages: what became of messages to patients. Keyed by patient."""

from uuid import UUID

from contracts.event import Event, UtcTime
from contracts.vocabulary import Channel, MessageScope


class MessageSent(Event, topic="notifications.messages", key="patient_id"):
    """A channel accepted a message."""

    message_id: UUID
    """The message."""
    patient_id: UUID
    """To whom."""
    appointment_id: UUID | None
    """The appointment that it is about, when it is about one."""
    template: str
    """Which message, e.g. ``appointment_confirmed``."""
    channel: Channel
    """How it travelled."""
    sent_at: UtcTime
    """UTC."""


class MessageFailed(Event, topic="notifications.messages", key="patient_id"):
    """A message could not be delivered and will not be tried again: somebody should call."""

    message_id: UUID
    """The message."""
    patient_id: UUID
    """To whom."""
    appointment_id: UUID | None
    """The appointment that it is about, when it is about one."""
    template: str
    """Which message."""
    reason: str
    """Why, in a sentence; no contact data."""
    failed_at: UtcTime
    """UTC."""


class ContactOptedOut(Event, topic="notifications.messages", key="patient_id"):
    """The patient said stop."""

    patient_id: UUID
    """Who."""
    scope: MessageScope
    """What they no longer want."""
    opted_out_at: UtcTime
    """UTC."""
