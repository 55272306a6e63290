"""Messages, as they are shown."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from services.notifications.domain.hand_overs import DeliveryState
from services.notifications.domain.templates import Purpose


class TemplateSourceView(View):
    """A source for sending a message, and for its time."""

    key: str
    """In the bibliography of the templates' version."""
    says: str


class SettleMessageForm(Form):
    """What came of a call to a patient whom a message did not reach."""

    note: str = Field(min_length=3, max_length=2000, examples=["Called: told her what the message says."])
    """For colleagues."""


class CallView(View):
    """A call instead of a message."""

    by: str
    at: datetime
    """UTC."""
    note: str


class DeliveryView(View):
    """One hand-over of the message to a carrier."""

    channel: str
    state: DeliveryState
    """handing_over: the carrier is being asked. not_taken: it is tried again. accepted, sent, delivered, read: as the
    carrier says. failed: it does not arrive on this way. doubtful: it may have arrived, and nobody can find out."""
    reason: str | None
    """Why it was not taken, failed or is doubtful."""
    handed_over_at: datetime
    """UTC."""
    changed_at: datetime
    """UTC. Since when it is in this state."""


class MessageView(View):
    """One message, planned or past."""

    id: UUID
    patient_id: UUID | None
    """Null for messages to a clinic's stock contact, and for readers of deliveries, who see no patients."""
    clinic_id: UUID
    appointment_id: UUID | None
    template: str
    template_version: str
    """The version of the templates that it was planned with, and goes out with unless that version is withdrawn."""
    template_digest: str | None
    """SHA-256 of that version; null for a message from before digests were kept."""
    template_signature: str
    """Who signed that version; ``unsigned`` is possible in a rehearsal only."""
    purpose: Purpose
    sources: list[TemplateSourceView]
    """The sources for sending it, and for its time."""
    status: str
    """planned, sending, sent (a carrier took it), doubtful (a carrier may have it), skipped, failed or cancelled."""
    reason: str | None
    """Why it was skipped, failed, cancelled or put off, what it waits for, or why what was sent is no longer true."""
    planned_for: datetime | None
    """When it was due, on the clinic's clock with its offset; null while it waits for facts or a signature."""
    settled_at: datetime | None
    """When it was sent, skipped, failed or cancelled, on the clinic's clock with its offset."""
    time_zone: str | None
    """IANA name of the clinic's zone; null while the clinic is not known."""
    channel: str | None
    """The channel that it was sent by."""
    language: str | None
    """BCP 47 tag of the language of its words; null when they cannot be shown yet."""
    language_wanted: str | None
    """The language that the patient wants. When the words are in another one, the templates lack the wanted one."""
    subject: str | None
    text: str | None
    """As sent, or as it would be sent now; null when that is not known yet, and for readers of deliveries."""
    deliveries: list[DeliveryView]
    """Every time that it was handed to a carrier, the first one first."""
    called: list[CallView]
    """Who called instead, after it failed; empty for readers of deliveries."""
