"""notifications.messages: what became of messages to patients. Keyed by patient."""

from uuid import UUID

from contracts.event import Digest, Event, Fact, Language, UtcTime, Word
from contracts.vocabulary import MessageScope


class Told(Fact):
    """One of several appointments that a message is about."""

    appointment_id: UUID
    """The appointment."""
    starts_at: UtcTime
    """UTC. When it starts, as the message says."""


class MessageSent(Event, topic="notifications.messages", key="patient_id"):
    """A channel accepted a message."""

    message_id: UUID
    """The message."""
    patient_id: UUID
    """To whom."""
    appointment_id: UUID | None
    """The appointment that it is about, when it is about one."""
    template: Word
    """Which message, e.g. ``appointment_confirmed``."""
    template_version: str
    """Version of the templates that its words are from, e.g. ``2026-11``."""
    template_digest: Digest
    """Digest of that version: it says which words were meant, whatever later versions say."""
    language: Language
    """The language in which it was sent."""
    channel: Word
    """How it travelled, e.g. ``sms``."""
    sent_at: UtcTime
    """UTC."""
    starts_at: UtcTime | None = None
    """UTC. When that appointment starts, as the message was planned for it; None when it is about none."""
    letter_id: UUID | None = None
    """The letter about a recall that it is, as inventory published it; None when it is none."""
    appointments: tuple[Told, ...] = ()
    """The appointments that it lists; empty when it is about one, which ``appointment_id`` names, or about none."""
    state: Word = "accepted"
    """``accepted``: a carrier took it, which does not say that it arrives. ``delivered``: it arrived, although it was
    given up before."""


class MessageArrived(Event, topic="notifications.messages", key="patient_id"):
    """A carrier says that a message is on the patient's device, or was opened there. Not every carrier says so."""

    message_id: UUID
    """The message."""
    patient_id: UUID
    """Whose."""
    appointment_id: UUID | None
    """The appointment that it is about, when it is about one."""
    template: Word
    """Which message, e.g. ``appointment_confirmed``."""
    state: Word
    """``delivered`` or ``read``. Whoever reads it has it, so ``read`` may come alone."""
    channel: Word
    """How it travelled, e.g. ``sms``."""
    said_at: UtcTime
    """UTC. When the carrier said so."""
    starts_at: UtcTime | None = None
    """UTC. When that appointment starts, as the message was planned for it; None when it is about none."""
    appointments: tuple[Told, ...] = ()
    """The appointments that it lists; empty when it is about one, which ``appointment_id`` names, or about none."""


class MessageFailed(Event, topic="notifications.messages", key="patient_id"):
    """A message could not be delivered and will not be tried again: somebody should call."""

    message_id: UUID
    """The message."""
    patient_id: UUID
    """To whom."""
    appointment_id: UUID | None
    """The appointment that it is about, when it is about one."""
    template: Word
    """Which message, e.g. ``appointment_confirmed``."""
    reason: str
    """Why, in a sentence; no contact data."""
    failed_at: UtcTime
    """UTC."""
    starts_at: UtcTime | None = None
    """UTC. When that appointment starts, as the message was planned for it; None when it is about none."""
    offer_id: UUID | None = None
    """The offer of a freed time that it asks about; None when it asks about none."""
    letter_id: UUID | None = None
    """The letter about a recall that it is, as inventory published it; None when it is none."""
    doubtful: bool = False
    """It may have arrived all the same, and nobody can find out. A ``MessageSent`` later says that it did."""
    appointments: tuple[Told, ...] = ()
    """The appointments that it lists; empty when it is about one, which ``appointment_id`` names, or about none."""


class OfferAnswered(Event, topic="notifications.messages", key="patient_id"):
    """A patient wrote yes or no to a message that offers them a time that became free."""

    offer_id: UUID
    """The offer, as booking published it."""
    patient_id: UUID
    """Who was offered it."""
    accepted: bool
    """Whether they take it."""
    answered_at: UtcTime
    """UTC. When it was received."""


class ContactOptedOut(Event, topic="notifications.messages", key="patient_id"):
    """The patient said stop."""

    patient_id: UUID
    """Who."""
    scope: MessageScope
    """What they no longer want."""
    opted_out_at: UtcTime
    """UTC."""


class ContactConfirmed(Event, topic="notifications.messages", key="patient_id"):
    """The code that went over a patient's new number or address came back: they are reached there."""

    change_id: UUID
    """The change, as booking published it."""
    patient_id: UUID
    """The patient."""
    confirmed_at: UtcTime
    """UTC."""


class ContactOptedIn(Event, topic="notifications.messages", key="patient_id"):
    """A patient who had said stop agrees to messages again."""

    patient_id: UUID
    """Who."""
    scope: MessageScope
    """What they want again."""
    marketing: bool
    """Whether they agree to marketing messages: they said so, or had agreed before they said stop."""
    opted_in_at: UtcTime
    """UTC."""


class AppointmentAnswered(Event, topic="notifications.messages", key="patient_id"):
    """A patient wrote back that they come to an appointment, or that it is to be cancelled."""

    appointment_id: UUID
    """The appointment."""
    patient_id: UUID
    """Whose it is."""
    starts_at: UtcTime
    """UTC. The start that they were told, and answered about."""
    answer: Word
    """``confirmed`` or ``cancelled``."""
    answered_at: UtcTime
    """UTC. When it was received."""
