"""Consults, clearances, protocols, courses and sessions."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from contracts.vocabulary import AppointmentKind, Area, Concern, Modality, Outcome, ScreeningStage
from services.booking.forms.fields import Code, DepthMm, Line


class PlanForm(Form):
    """What the practitioner plans."""

    concern: Concern
    area: Area
    modality: Modality
    device_model: Code
    depth_mm: DepthMm


class ConsultForm(Form):
    """What the practitioner found."""

    skin_type: int = Field(ge=1, le=6, description="Fitzpatrick")
    suitable: bool
    plan: PlanForm


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
    completed_at: datetime


class ClearanceView(View):
    """One decision of screening; why it was decided so is told by screening, to clinicians."""

    screening_id: UUID
    consult_id: UUID
    stage: ScreeningStage
    outcome: Outcome
    area: Area
    modality: Modality
    device_model: str
    max_depth_mm: Decimal
    anaesthetic_allowed: bool
    eligible_from: date | None
    valid_until: date | None
    conditions: int
    decided_at: datetime


class PatientClearanceView(View):
    """Every decision about a patient, the newest first."""

    items: list[ClearanceView]


class ProtocolView(View):
    """A protocol, each number with its source."""

    code: str
    concerns: list[Concern]
    areas: list[Area]
    modality: Modality
    sessions: int
    sessions_source: str
    spacing_weeks_min: int
    spacing_weeks_max: int
    spacing_source: str
    numbing_minutes: int
    numbing_source: str
    length_source: str
    review_weeks_min: int
    review_weeks_max: int
    review_source: str


class ProtocolsView(View):
    """All protocols, the most particular first: the first that fits a plan is followed."""

    items: list[ProtocolView]


class CourseView(View):
    """A course and how far it has come."""

    id: UUID
    consult_id: UUID
    patient_id: UUID
    clinic_id: UUID
    protocol: str
    concern: Concern
    area: Area
    modality: Modality
    device_model: str
    depth_mm: Decimal
    sessions: int
    performed: int
    completed: bool
    spacing_weeks_min: int
    spacing_weeks_max: int
    planned_at: datetime
    next_kind: AppointmentKind
    next_from: date | None = Field(description="first local day on which the next appointment may be booked")
    next_until: date | None = Field(description="last such day, included")
    next_appointment_id: UUID | None = Field(description="the next appointment, when it is booked")
    hold: str | None = Field(description="why nothing can be booked now")


class OverrideForm(Form):
    """Why a limit did not hold; kept in the audit log with who said it."""

    reason: Line


class SessionForm(Form):
    """What was done."""

    device_id: UUID
    area: Area
    depth_mm: DepthMm = Field(description="deepest needle depth used, millimetres")
    product: Line | None = None
    anaesthetic_used: bool | None = Field(
        default=None, description="left out: as planned, so yes when the appointment had numbing time"
    )
    cartridges: list[str] = Field(default=[], max_length=20, description="GS1 codes as scanned")
    override: OverrideForm | None = None


class UsedCartridgeView(View):
    """A cartridge that was used."""

    gtin: str
    lot: str
    serial: str | None
    expires_on: date


class SessionView(View):
    """A recorded session."""

    id: UUID
    appointment_id: UUID
    course_id: UUID
    number: int
    patient_id: UUID
    clinic_id: UUID
    practitioner_id: UUID
    practitioner_name: str
    device_id: UUID
    device_name: str
    modality: Modality
    area: Area
    depth_mm: Decimal
    product: str | None
    anaesthetic_used: bool
    overridden: bool
    override_reason: str | None
    cartridges: list[UsedCartridgeView]
    performed_at: datetime


class AuditView(View):
    """Who did what to whom, and why."""

    id: UUID
    at: datetime
    actor: str
    action: str
    subject: str
    details: dict[str, Any]
