"""Two records look like one person's, and somebody finds out."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from services.booking.people.domain.duplicates import PairStatus, Sameness
from services.booking.people.forms.fields import Reason


class TwoPeopleForm(Form):
    """How it was found that these are two people."""

    reason: Reason


class PossibleDuplicateView(View):
    """Two records that looked alike when one of them was registered."""

    id: UUID
    patient_id: UUID = Field(description="who was registered as new")
    patient_name: str
    other_id: UUID = Field(description="who was a patient before; `GET /v1/patients/names` names them")
    clinic_id: UUID = Field(description="where it is to be found out")
    same: list[Sameness] = Field(description="what both have in common")
    reason: str = Field(description="how it was known that this is somebody new")
    noted_by: str
    noted_at: datetime
    status: PairStatus
    settled_by: str | None
    settled_at: datetime | None
    settled_because: str | None
