"""Photos."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from services.booking.care.domain.photos import Angle, PhotoStage, PhotoUse
from services.booking.care.domain.words import Area
from services.booking.people.forms.fields import Line, Reason


class PhotoUseForm(Form):
    """What a photo may be used for from now on."""

    use: PhotoUse
    agreed_by: Line | None = Field(default=None, description="who agreed: needed for more than the patient's own care")


class PhotoEndForm(Form):
    """Why a photo is withdrawn, or shown again."""

    reason: Reason


class PhotoView(View):
    """A photo without its content."""

    id: UUID
    patient_id: UUID
    clinic_id: UUID
    session_id: UUID | None
    consult_id: UUID | None
    stage: PhotoStage
    area: Area
    angle: Angle
    taken_at: datetime
    use: PhotoUse
    agreed_by: str | None
    """Who agreed to more than the patient's own care."""
    agreed_at: datetime | None
    media_type: str
    size: int = Field(description="bytes")
    width: int = Field(description="pixels")
    height: int = Field(description="pixels")
    uploaded_by: str
    uploaded_at: datetime
    withdrawn_at: datetime | None
    """Its content is not shown after that, and deleted some days later."""
    withdrawn_by: str | None
    withdrawn_because: str | None
