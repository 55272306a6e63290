"""Records that are void, and what records said before."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.http import Form, View
from services.booking.calendar.domain.appointments import Status
from services.booking.care.domain.corrections import Becomes
from services.booking.people.forms.fields import Reason


class VoidForm(Form):
    """How it was found that nothing of the kind took place, and what becomes of the appointment; no health data."""

    reason: Reason
    becomes: Becomes


class EarlierRecordView(View):
    """What a record said before it was amended or voided."""

    version: int
    recorded: dict[str, Any]
    recorded_by: str | None
    amended_because: str
    amended_by: str
    amended_at: datetime


class VoidedView(View):
    """A record that was entered in error, and its appointment now."""

    version: int
    voided_at: datetime
    appointment_id: UUID
    appointment_status: Status
