"""Sessions."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.http import AsSent, Form, UtcMoment, View
from contracts.vocabulary import Modality
from services.booking.care.domain.words import Area, DiscardCause
from services.booking.care.forms.corrections import EarlierRecordView, VoidedView
from services.booking.care.forms.session_details import SessionDetailsForm
from services.booking.care.forms.visits import PerformedForm
from services.booking.people.forms.fields import DepthMm, Line, Reason


class OverrideForm(Form):
    """Why a limit did not apply; stored in the audit log with the person who gave it."""

    reason: Line


class DiscardedCartridgeForm(Form):
    """A cartridge that was opened and thrown away before it touched the patient. One that has is a used one."""

    scan: Annotated[str, AsSent] = Field(description="GS1 code as scanned")
    cause: DiscardCause


class TreatedForm(Form):
    """What was done, but for its cartridges."""

    device_id: UUID
    area: Area
    depth_mm: DepthMm = Field(description="deepest needle depth used, millimetres")
    product: Line | None = None
    why_another_number: Reason | None = Field(
        default=None, description="needed when another number of cartridges was used than the device takes"
    )
    why_like_another: Reason | None = Field(
        default=None,
        description="needed when a cartridge differs from one that was opened before only by its lot, or by small and "
        "capital letters: how you know that there are two",
    )
    override: OverrideForm | None = None
    details: SessionDetailsForm | None = None


class SessionForm(PerformedForm, TreatedForm):
    """What was done."""

    anaesthetic_used: bool | None = Field(
        default=None, description="left out: as planned, so yes when the appointment had numbing time"
    )
    cartridges: list[Annotated[str, AsSent]] = Field(
        default=[], max_length=20, description="each cartridge that touched the patient: GS1 codes as scanned"
    )
    discarded_cartridges: list[DiscardedCartridgeForm] = Field(
        default=[],
        max_length=20,
        description="each that was opened and did not touch the patient, such as one that fell",
    )


class AmendedSessionForm(TreatedForm):
    """All of the session as it should have been recorded, and how the mistake was found."""

    reason: Reason
    anaesthetic_used: bool
    cartridges: list[Annotated[str, AsSent]] | None = Field(
        default=None, max_length=20, description="GS1 codes as scanned or typed; left out: as they were recorded"
    )
    discarded_cartridges: list[DiscardedCartridgeForm] | None = Field(
        default=None, max_length=20, description="those that touched nobody; left out: as they were recorded"
    )
    practitioner_id: UUID | None = Field(default=None, description="who did it; left out: as it was recorded")
    performed_at: UtcMoment | None = Field(
        default=None, description="when, on the appointment's day; left out: as it was recorded"
    )


class UsedCartridgeView(View):
    """A cartridge that was used."""

    gtin: str
    lot: str
    serial: str | None
    expires_on: date


class DiscardedCartridgeView(UsedCartridgeView):
    """A cartridge that was opened for the session and thrown away before it touched the patient."""

    cause: DiscardCause


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
    """Those that were used."""
    discarded_cartridges: list[DiscardedCartridgeView]
    why_another_number: str | None = None
    details: SessionDetailsForm | None
    signed_by: str | None
    """Who did it, or signed for them; null: nobody has yet."""
    signed_at: datetime | None
    performed_at: datetime
    recorded_at: datetime | None = Field(default=None, description="when it was entered late; null: on its day")
    late_because: str | None = None
    version: int = 1
    voided_at: datetime | None = Field(default=None, description="when it was found to be entered in error")


class WholeSessionView(SessionView):
    """A session with the versions before."""

    earlier: list[EarlierRecordView]


class VoidedSessionView(VoidedView):
    """A session that was entered in error, and what followed from that."""

    session_id: UUID
    withdrawn_appointment_id: UUID | None
    """The follow-up that was called off with it."""
