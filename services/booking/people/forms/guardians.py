"""Guardians."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from services.booking.people.domain.guardians import Relation
from services.booking.people.forms.fields import Name, Phone, Reason


class GuardianForm(Form):
    """Who decides for the patient, and how they are reached."""

    name: Name
    relation: Relation
    phone: Phone


class GuardianAmendmentForm(GuardianForm):
    """What holds of a guardian, all of it, and why it is another than was recorded."""

    reason: Reason


class GuardianEndForm(Form):
    """Why they do not decide for the patient any longer, or never did."""

    reason: Reason


class GuardianView(View):
    """A guardian of a patient."""

    id: UUID
    patient_id: UUID
    name: str
    relation: Relation
    phone: str
    recorded_by: str
    recorded_at: datetime
    ended_at: datetime | None
    ended_because: str | None
    amends: UUID | None = Field(default=None, description="the one before whose data were amended by this one")
