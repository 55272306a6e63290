"""A clinician opens another clinic's patient in an emergency, and a medical director reviews it afterwards."""

from datetime import datetime
from uuid import UUID

from chassis.http import Form, View
from services.booking.people.forms.fields import Reason


class EmergencyAccessForm(Form):
    """Why a record has to be open now."""

    clinic_id: UUID
    """Where the patient is: a clinic that the caller works for."""
    reason: Reason


class EmergencyReviewForm(Form):
    """What the review found."""

    note: Reason


class EmergencyAccessView(View):
    """A record that was opened, as the patient and the home clinic see it."""

    id: UUID
    patient_id: UUID
    patient_name: str
    clinic_id: UUID
    clinic_name: str
    home_clinic_id: UUID
    reason: str
    opened_by: str
    practitioner_id: UUID | None
    """The practitioner who opened it, where their account names one."""
    opened_at: datetime
    until: datetime
    """UTC. From then on the record is closed to them."""
    reviewed_by: str | None
    reviewed_at: datetime | None


class ReviewedAccessView(EmergencyAccessView):
    """The same as a medical director sees it."""

    note: str | None
