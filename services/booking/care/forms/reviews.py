"""Reviews of results."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from chassis.http import View
from services.booking.care.domain.words import Improvement, NextStep
from services.booking.care.forms.visits import PerformedForm
from services.booking.people.forms.fields import Line


class ResultsForm(PerformedForm):
    """What the practitioner found and agreed with the patient."""

    improvement: Improvement
    satisfied: bool | None = Field(default=None, description="what the patient says; left out: not asked")
    next_step: NextStep
    note: Line | None = None


class ResultsView(View):
    """A review of results that took place."""

    id: UUID
    appointment_id: UUID
    course_id: UUID
    patient_id: UUID
    clinic_id: UUID
    practitioner_id: UUID
    practitioner_name: str
    improvement: Improvement
    satisfied: bool | None
    next_step: NextStep
    note: str | None
    reviewed_at: datetime
