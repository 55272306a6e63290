"""booking.sessions: what was done to whom. Keyed by patient."""

from uuid import UUID

from contracts.event import Depth, Event, Number, UtcTime, Word
from contracts.vocabulary import Modality


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
    device_id: UUID
    """The device that was used."""
    modality: Modality
    """The kind of that device."""
    area: Word
    """Where on the body, e.g. ``face``."""
    depth_mm: Depth
    """Deepest needle depth used, millimetres."""
    overridden: bool
    """True when a limit was overridden with a reason, which is in booking's audit log."""
    performed_at: UtcTime
    """UTC."""
