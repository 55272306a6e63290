"""notifications.texts: what patients write back. Keyed by patient."""

from uuid import UUID

from contracts.event import Event, UtcTime


class TextReceived(Event, topic="notifications.texts", key="patient_id"):
    """A patient wrote back what asks to stop nothing; published again when it must be read once more. No words."""

    text_id: UUID
    """The text: ``GET /v1/texts/{text_id}`` of notifications shows its words to who may read them."""
    patient_id: UUID
    """Who is reached where it came from; several patients may be, and then there is an event for each."""
    clinic_id: UUID
    """The patient's home clinic, whose front desk reads it."""
    soon: bool
    """Somebody should read it before others. A hint that a machine made from its words; it grades nothing."""
    received_at: UtcTime
    """UTC."""


class TextSettled(Event, topic="notifications.texts", key="patient_id"):
    """Somebody read a text. What they noted stays in notifications."""

    text_id: UUID
    """The text."""
    patient_id: UUID
    """Who is reached where it came from; several patients may be, and then there is an event for each."""
    clinic_id: UUID
    """The patient's home clinic when it came."""
    no_reaction: bool
    """Whoever read it says that it is about no reaction to a treatment."""
    settled_at: UtcTime
    """UTC."""
