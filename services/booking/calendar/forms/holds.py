"""Slots that are held for a patient."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import Field

from chassis.http import Form, View
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.forms.appointments import StartMoment
from services.booking.people.forms.fields import Line


class HoldForm(Form):
    """One of the slots offered, and for whom it is to be held."""

    patient_id: UUID
    clinic_id: UUID
    kind: AppointmentKind
    starts_at: StartMoment
    practitioner_id: UUID
    room_id: UUID
    device_id: UUID | None = None
    course_id: UUID | None = None
    moving_id: UUID | None = Field(
        default=None, description="the patient's appointment that may move there; it stays as it is until then"
    )
    reason: Line | None = Field(default=None, description="staff only: why outside of the protocol's window")


class HoldView(View):
    """A slot that is held: nobody else can book it until `expires_at`."""

    id: UUID
    patient_id: UUID
    patient_name: str
    clinic_id: UUID
    clinic_name: str
    kind: AppointmentKind
    course_id: UUID | None
    moving_id: UUID | None
    starts_at: datetime
    treatment_starts_at: datetime
    ends_at: datetime
    local_start: datetime
    practitioner_id: UUID
    practitioner_name: str
    room_id: UUID
    room_name: str
    device_id: UUID | None
    device_name: str | None
    held_by: str
    held_at: datetime
    expires_at: datetime
    extended_at: datetime | None = Field(description="null: it may be extended once")

    @classmethod
    def of(cls, values: Mapping[Any, Any]) -> Self:
        """From the columns of a hold, its names, and the zone of its clinic."""
        local = values["starts_at"].astimezone(ZoneInfo(values["time_zone"]))
        return cls.model_validate({**values, "local_start": local})
