"""Sessions."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pydantic import Field

from chassis.http import Form, UtcMoment, View
from contracts.vocabulary import Modality
from services.booking.care.domain.words import Area
from services.booking.care.forms.visits import PerformedForm
from services.booking.people.forms.fields import DepthMm, Line, Reason


class OverrideForm(Form):
    """Why a limit did not apply; stored in the audit log with the person who gave it."""

    reason: Line


class LateEntryForm(Form):
    """A session that was not recorded on its day."""

    performed_at: UtcMoment
    """When it took place: on the appointment's day."""
    reason: Reason
    """Why it was not recorded then."""


class SessionForm(PerformedForm):
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
    late: LateEntryForm | None = Field(default=None, description="only for a session of an earlier day")


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
    recorded_at: datetime | None = Field(default=None, description="when it was entered late; null: on its day")
    late_because: str | None = None
