"""Bodies of requests and answers."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from contracts.vocabulary import Channel, MessageScope
from services.notifications.domain.template import Purpose


class InboundForm(Form):
    """A message that a channel's gateway received."""

    channel: Channel
    """How it came."""
    sender: str = Field(min_length=3, max_length=254)
    """The number (E.164; ``whatsapp:`` before it is allowed) or e-mail address that it came from."""
    text: str = Field(max_length=5000)
    """What was written."""


class InboundView(View):
    """What was made of it."""

    scope: MessageScope | None
    """What was asked to stop; null when it was no stop."""
    silenced: int
    """For how many patients something changed; several may share one telephone."""
    explanation: str
    """The same as a sentence."""


class MessageView(View):
    """One message, planned or past."""

    id: UUID
    patient_id: UUID | None
    """Null for messages to a clinic's stock contact."""
    clinic_id: UUID
    appointment_id: UUID | None
    template: str
    purpose: Purpose
    source: str
    """Who says that this should be said, and then."""
    status: str
    """planned, sent, skipped, failed or cancelled."""
    reason: str | None
    """Why it was skipped, failed, cancelled or put off."""
    planned_for: datetime | None
    """When it was due, on the clinic's clock with its offset; null while it waits for facts to arrive."""
    settled_at: datetime | None
    """When it was sent, skipped, failed or cancelled, on the clinic's clock with its offset."""
    time_zone: str | None
    """IANA name of the clinic's zone; null while the clinic is not known."""
    channel: Channel | None
    """How it travelled."""
    subject: str | None
    text: str | None
    """As sent, or as it would be sent now; null when that cannot be said."""


class OptOutView(View):
    """Something that a patient no longer wants."""

    scope: MessageScope
    opted_out_at: datetime
    """On the home clinic's clock where that is known."""


class PreferencesView(View):
    """How a patient is reached, as far as messages know."""

    patient_id: UUID
    channel: str
    """How they want to be reached, in booking's word."""
    agreed_to_marketing: bool
    """What booking last said; an opt-out weighs more."""
    opted_out: list[OptOutView]
    has_phone: bool
    has_email: bool
