"""Work that was put off."""

from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import Field

from chassis.http import Day, Form, View
from services.booking.care.domain.dismissals import is_running
from services.booking.people.forms.fields import Reason


class DismissalForm(Form):
    """That nothing is booked is left alone for a while; no health data."""

    item_id: UUID = Field(description="the item of the worklist, of the kind `nothing_booked`")
    until: Day = Field(description="local; on that day it is on the worklist again, unless something is booked then")
    reason: Reason


class DismissalEndForm(Form):
    """Why it is work again before its day; no health data."""

    reason: Reason


class DismissalView(View):
    """That nothing is booked for a patient is left alone until a day."""

    id: UUID
    subject_id: UUID = Field(description="the course for which nothing is booked, or the patient for a consult")
    patient_id: UUID
    patient_name: str
    clinic_id: UUID
    until: date
    reason: str
    dismissed_by: str
    dismissed_at: datetime
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    withdrawn_because: str | None
    running: bool = Field(description="false: it was withdrawn, or its day has come")

    @classmethod
    def of(cls, row: Any, now: datetime) -> Self:
        """From a dismissal's row with its patient's name, as it is at a moment (UTC)."""
        return cls.model_validate({**row._mapping, "running": is_running(row.withdrawn_at, row.ends_at, now)})
