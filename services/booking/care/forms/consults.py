"""Consults and what is planned at them."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from contracts.vocabulary import Modality
from services.booking.care.domain.words import Area, Concern
from services.booking.people.forms.fields import Code, DepthMm


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
