"""Reviews of results."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from services.booking.care.domain.words import Improvement, NextStep
from services.booking.care.forms.corrections import EarlierRecordView, VoidedView
from services.booking.care.forms.visits import PerformedForm
from services.booking.people.forms.fields import Line, Reason


class LookedAtForm(Form):
    """What the practitioner found and agreed with the patient."""

    improvement: Improvement
    satisfied: bool | None = Field(default=None, description="what the patient says; left out: not asked")
    next_step: NextStep
    note: Line | None = None


class ResultsForm(PerformedForm, LookedAtForm):
    """What the practitioner found and agreed with the patient."""


class AmendedResultsForm(LookedAtForm):
    """All of the review as it should have been recorded, and how the mistake was found."""

    reason: Reason
    practitioner_id: UUID | None = Field(default=None, description="who looked; left out: as it was recorded")


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
    version: int = 1
    voided_at: datetime | None = Field(default=None, description="when it was found to be entered in error")


class WholeResultsView(ResultsView):
    """A review of results with the versions before."""

    earlier: list[EarlierRecordView]


class VoidedResultsView(VoidedView):
    """A review of results that was entered in error, and its appointment now."""

    review_id: UUID
