"""booking.consults: what a practitioner found and plans. Keyed by patient."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from contracts.event import Depth, Event, Fact, Number, UtcTime, Word
from contracts.vocabulary import Modality

Percent = Annotated[Decimal, Field(ge=0, le=100)]


class PlannedAnaesthetic(Fact):
    """Whether and which anaesthetic cream is planned."""

    planned: bool
    """False when none is used."""
    lidocaine_percent: Percent | None = None
    """Its lidocaine, in percent; None when it was not said."""
    wrapped: bool | None = None
    """Whether it is covered while it acts; None when it was not said."""


class PlannedProduct(Fact):
    """A product that goes with the needling."""

    name: Word
    """What it is, e.g. ``vitamin_c``."""
    infused: bool
    """True when the needles carry it into the skin, false when it stays on the skin."""
    reasoned: bool = False
    """Whether the practitioner gave a reason for the infusion; the words stay in booking."""


class FurtherArea(Fact):
    """Another area of the same plan: treated for the same concern, with the same device."""

    area: Word
    """Where on the body."""
    depth_mm: Depth
    """Planned needle depth there, in millimetres."""
    zone: Word | None = None
    """RF: which zone; None when it was not said."""
    left_out: tuple[Word, ...] = ()
    """Places in the area that are left out."""


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

    zone: Word | None = None
    """RF on the face: which zone of it, e.g. ``malar``; None when it was not said."""
    left_out: tuple[Word, ...] = ()
    """Places in the area that are left out, e.g. ``lips``."""
    anaesthetic: PlannedAnaesthetic | None = None
    """The anaesthetic cream; None when it was not said."""
    product: PlannedProduct | None = None
    """What is put on the skin or carried into it; None when nothing was said."""
    further: tuple[FurtherArea, ...] = ()
    """The other areas of the plan."""


class Finding(Fact):
    """Something that the practitioner saw at the consult."""

    kind: Word
    """What, e.g. ``lesion``."""
    places: tuple[Word, ...] = ()
    """Where, e.g. ``forehead``; empty when it was not said."""


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
    findings: tuple[Finding, ...] = ()
    """What the practitioner saw; empty when nothing was recorded."""


class ConsultAmended(Event, topic="booking.consults", key="patient_id"):
    """A consult was recorded wrongly and is put right; carries all of it, changed or not. It is screened again."""

    consult_id: UUID
    """The consult."""
    consult_version: Number
    """2 for the first amendment."""
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
    findings: tuple[Finding, ...] = ()
    """What the practitioner saw; empty when nothing was recorded."""
    amended_at: UtcTime
    """UTC. Why it was amended stays in booking."""


class ConsultVoided(Event, topic="booking.consults", key="patient_id"):
    """A consult was entered in error, e.g. for another patient: its plan ends, and nothing decided about it counts."""

    consult_id: UUID
    """The consult."""
    consult_version: Number
    """2 when it was never amended."""
    appointment_id: UUID
    """Its appointment, of which another event says what becomes of it."""
    patient_id: UUID
    """The patient in whose record it was."""
    clinic_id: UUID
    """Where."""
    voided_at: UtcTime
    """UTC. Why stays in booking."""
