"""booking.sessions: what was done to whom. Keyed by patient."""

from uuid import UUID

from contracts.event import Depth, Event, Fact, Number, UtcTime, Word
from contracts.vocabulary import Modality


class SessionCartridge(Fact):
    """A cartridge that was used in a session."""

    gtin: str
    """GTIN-14."""
    lot: str
    """The manufacturer's lot, GS1 (10)."""
    serial: str | None
    """GS1 (21), or None for cartridges that carry only a lot."""


class SessionEquipment(Fact):
    """What a session was done with, and how: whoever grades a reaction has to see it."""

    device_model: str
    """The device model's code, e.g. ``skinpen``."""
    device_serial: str
    """The handpiece's serial number, as it was known then."""
    device_id: UUID | None = None
    """The device in booking, whatever its serial number is corrected to; None in events from before."""
    depth_mm: Depth
    """Deepest needle depth used, millimetres."""
    anaesthetic_used: bool
    """Whether a topical anaesthetic was applied."""
    cartridges: tuple[SessionCartridge, ...]
    """In the order in which they were scanned."""


class SessionPerformed(Event, topic="booking.sessions", key="patient_id"):
    """A session was recorded under a clearance that was valid that day, or with a reasoned override."""

    session_id: UUID
    """The session."""
    appointment_id: UUID
    """The appointment at which it took place."""
    course_id: UUID
    """The course that it belongs to."""
    number: Number
    """1 for the course's first session."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where."""
    practitioner_id: UUID
    """By whom."""
    modality: Modality
    """The kind of that device."""
    area: Word
    """Where on the body, e.g. ``face``."""
    overridden: bool
    """True when a limit was overridden with a reason, which is in booking's audit log."""
    performed_at: UtcTime
    """UTC."""
    equipment: SessionEquipment | None = None
    """What it was done with; None in events from before it was published."""
    immediate_reaction: Word | None = None
    """``none``, ``transient`` or ``serious``: what was seen before the patient left; None: nothing was said."""


class SessionFacts(Fact):
    """What one version of a session's record says."""

    practitioner_id: UUID
    """By whom."""
    modality: Modality
    """The kind of device."""
    area: Word
    """Where on the body, e.g. ``face``."""
    overridden: bool
    """True when a limit was overridden with a reason, which is in booking's audit log."""
    performed_at: UtcTime
    """UTC."""
    equipment: SessionEquipment
    """What it was done with."""
    immediate_reaction: Word | None = None
    """What was seen before the patient left, as in SessionPerformed; None: nothing was said."""


class SessionAmended(Event, topic="booking.sessions", key="patient_id"):
    """A session was recorded wrongly and is put right; carries what it said and what it says. Why stays in booking."""

    session_id: UUID
    """The session."""
    session_version: Number
    """2 for the first amendment; the version that was recorded first is 1."""
    appointment_id: UUID
    """The appointment at which it took place."""
    course_id: UUID
    """The course that it belongs to."""
    number: Number
    """1 for the course's first session."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where."""
    before: SessionFacts
    """What the version before said."""
    after: SessionFacts
    """What it says now."""
    changed: tuple[Word, ...]
    """What differs, e.g. ``product``, ``cartridges``; also where its value stays in booking."""
    amended_at: UtcTime
    """UTC."""


class SessionVoided(Event, topic="booking.sessions", key="patient_id"):
    """A session was entered in error: it did not take place, or not at this appointment. Why stays in booking."""

    session_id: UUID
    """The session."""
    session_version: Number
    """The version that is void; higher than that of each amendment before."""
    appointment_id: UUID
    """The appointment at which it was said to have taken place."""
    course_id: UUID
    """The course, which has one session less."""
    number: Number
    """1 for the course's first session."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where."""
    said: SessionFacts
    """What it said."""
    becomes: Word
    """What the appointment is now: ``booked``, ``missed`` or ``cancelled``."""
    voided_at: UtcTime
    """UTC."""
