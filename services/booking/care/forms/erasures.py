"""What identifies a patient is removed."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from services.booking.people.forms.fields import Reason


class ErasureForm(Form):
    """Why a patient is erased."""

    reason: Reason = Field(description="it stays in the audit log: name nobody in it")


class ErasureView(View):
    """A patient who is only an id now."""

    patient_id: UUID
    erased_at: datetime
    kept: tuple[str, ...]
    """What stays, and on what ground."""
