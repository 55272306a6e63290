"""Two records of one person become one."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from services.booking.people.forms.fields import Reason


class MergeForm(Form):
    """Which record goes on, and how it was found that both are of one person."""

    into: UUID = Field(description="the patient whose record goes on, with the name, contact and home clinic it has")
    reason: Reason


class MergeView(View):
    """What went over to the record that goes on."""

    merge_id: UUID
    """By which it can be undone."""
    patient_id: UUID
    """The patient whose record has ended: it can no longer be read or booked for."""
    into: UUID
    merged_at: datetime
    appointments: int
    """Those that are ahead and those that are past."""
    courses: int
    sessions: int
