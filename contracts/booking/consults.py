"""booking.consults: what a practitioner found and plans. Keyed by patient."""

from uuid import UUID

from pydantic import Field

from contracts.event import Depth, Event, Fact, Number, UtcTime, Word
from contracts.vocabulary import Modality


class TreatmentPlan(Fact):
    """What the practitioner plans, before screening has decided."""

    concern: Word
    """What is to be treated, e.g. ``acne_scars``."""
    area: Word
    """Where on the body, e.g. ``face``."""
    modality: Modality
    """With what kind of device."""
    device_model: str
    """The device model's code, e.g. ``skinpen``: screening rules belong to a device's label."""
    depth_mm: Depth
    """Planned needle depth in millimetres."""


class ConsultCompleted(Event, topic="booking.consults", key="patient_id"):
    """A qualified practitioner has seen the patient (S2) and says what is planned."""

    consult_id: UUID
    """The consult."""
    appointment_id: UUID
    """The appointment at which it took place."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where."""
    practitioner_id: UUID
    """Who saw the patient."""
    skin_type: Number = Field(ge=1, le=6)
    """Fitzpatrick type, 1 to 6."""
    suitable: bool
    """False when the practitioner found the patient unsuitable, whatever the declaration says."""
    plan: TreatmentPlan
    """What is planned."""
    completed_at: UtcTime
    """UTC."""
