"""Consults and what is planned at them."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View, Written
from contracts.vocabulary import Modality
from services.booking.care.domain.words import Area, Concern, FaceZone, FindingKind, Place, ProductUse
from services.booking.care.forms.corrections import VoidedView
from services.booking.care.forms.visits import PerformedForm
from services.booking.people.forms.fields import Code, DepthMm, Line, Reason

ProductCode = Annotated[
    str, Written(r"^[a-z][a-z0-9_]{0,63}$", "Use small letters, digits and _, at most 64, for example vitamin_c.")
]


class AnaestheticForm(Form):
    """The anaesthetic cream."""

    planned: bool
    """False when none is used."""
    lidocaine_percent: Annotated[Decimal, Field(ge=0, le=100)] | None = None
    """Its lidocaine, in percent."""
    wrapped: bool | None = None
    """Whether it is covered while it acts."""


class ProductForm(Form):
    """A product that goes with the needling."""

    name: ProductCode
    """What it is, e.g. `vitamin_c`."""
    use: ProductUse
    """applied: it stays on the skin. infused: the needles carry it into the skin."""
    reason: Line | None = None
    """Why it is infused. Without a reason a clinician decides first."""


class FurtherAreaForm(Form):
    """Another area of the same plan: for the same concern, with the same device."""

    area: Area
    depth_mm: DepthMm
    zone: FaceZone | None = None
    """RF only: the zone of the face or the neck."""
    left_out: tuple[Place, ...] = Field(default=(), max_length=20, examples=[["lips"]])
    """Parts of the area that are not needled."""


class PlanForm(Form):
    """What the practitioner plans. What is left out is not known, and counts as such."""

    concern: Concern
    area: Area
    modality: Modality
    device_model: Code
    depth_mm: DepthMm
    zone: FaceZone | None = None
    """RF only: the zone of the face or the neck. Each has its own depth limit; without it the shallowest holds."""
    left_out: tuple[Place, ...] = Field(default=(), max_length=20, examples=[["lips"]])
    """Parts of the area that are not needled."""
    anaesthetic: AnaestheticForm | None = None
    product: ProductForm | None = None
    further: tuple[FurtherAreaForm, ...] = Field(default=(), max_length=8)
    """The other areas. Each is screened, and has its own depth limit; the course is planned for the first."""


class FindingForm(Form):
    """Something that the practitioner saw."""

    kind: FindingKind
    """lesion: it is left out. suspicious_lesion: a doctor should look at it."""
    places: tuple[Place, ...] = Field(default=(), max_length=20, examples=[["nose"]])
    """Where; left out, it may be anywhere."""


class FoundForm(Form):
    """What was found and is planned."""

    skin_type: int = Field(ge=1, le=6, description="Fitzpatrick")
    suitable: bool
    plan: PlanForm
    findings: tuple[FindingForm, ...] = Field(default=(), max_length=50)
    """What was seen, and where."""


class ConsultForm(PerformedForm, FoundForm):
    """What the practitioner found."""


class AmendedConsultForm(FoundForm):
    """All of the consult as it should have been recorded, and how the mistake was found."""

    reason: Reason


class ConsultView(View):
    """A completed consult."""

    id: UUID
    appointment_id: UUID
    patient_id: UUID
    clinic_id: UUID
    practitioner_id: UUID
    skin_type: int
    suitable: bool
    plan: PlanForm
    findings: tuple[FindingForm, ...]
    completed_at: datetime
    version: int = 1
    voided_at: datetime | None = Field(default=None, description="when it was found to be entered in error")


class EarlierConsultView(View):
    """What a consult said before it was amended or voided."""

    version: int
    recorded: dict[str, Any]
    recorded_by: str | None
    amended_because: str
    amended_by: str
    amended_at: datetime


class WholeConsultView(ConsultView):
    """A consult with the versions before."""

    earlier: list[EarlierConsultView]


class VoidedConsultView(VoidedView):
    """A consult that was entered in error, and what followed from that."""

    consult_id: UUID
    stopped_course_id: UUID | None
    """The course that it had planned."""
    called_off_appointment_ids: list[UUID]
    """What was booked ahead in that course, the soonest first."""
    photo_ids: list[UUID]
    """Photos that were taken at it and are shown: withdraw them, unless they show this patient."""
