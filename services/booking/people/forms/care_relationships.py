"""A patient visits a clinic that is not theirs."""

from datetime import datetime
from uuid import UUID

from chassis.http import Form, View
from services.booking.people.forms.fields import Reason


class CareRelationshipForm(Form):
    """Why another clinic looks after a patient."""

    clinic_id: UUID
    reason: Reason


class EndOfCareForm(Form):
    """Why a clinic does not look after the patient any longer."""

    reason: Reason


class CareRelationshipView(View):
    """A clinic that looks after a patient for a time: the little that booking needs, not the record."""

    id: UUID
    patient_id: UUID
    patient_name: str
    clinic_id: UUID
    clinic_name: str
    reason: str
    opened_by: str
    opened_at: datetime
    until: datetime
    """UTC. It ends by itself: some days, which the chain chose, after the last appointment there or its opening."""
    ended_by: str | None = None
    """Who ended it before its time."""
    ended_because: str | None = None
