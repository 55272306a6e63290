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
    """The handpiece's serial number."""
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
