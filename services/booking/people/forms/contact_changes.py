"""Changes of a patient's telephone number or e-mail address."""

from datetime import datetime
from uuid import UUID

from chassis.http import View
from services.booking.people.domain.contact_changes import ContactChangeStatus, ContactKind
from services.booking.people.forms.patients import PatientView


class ContactChangeView(View):
    """A change that the patient asked for."""

    id: UUID
    """Goes into `notifications POST /v1/contact-changes/{change_id}/confirm` with the code."""
    patient_id: UUID
    kind: ContactKind
    address: str
    """The new number or address."""
    status: ContactChangeStatus
    requested_at: datetime
    until: datetime
    """When it ends unless it is confirmed."""


class ChangedPatientView(PatientView):
    """A patient after a change, and what of it waits to be confirmed."""

    contact_changes: list[ContactChangeView]
    """A code was sent over each of these; until it is given back, messages go where they went before."""
