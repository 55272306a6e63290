"""When a practitioner, a room or a device cannot be booked."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints

from chassis.http import Day, Form, Moment, View
from services.booking.calendar.domain.unavailabilities import Cause, ResourceKind
from services.booking.calendar.forms.touched import TouchedAppointmentsView
from services.booking.people.forms.fields import Reason

Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class TimesForm(Form):
    """Why, and from when until when."""

    cause: Cause
    starts: Moment | Day = Field(description="a moment with its offset, or a local day of the clinic")
    ends: Moment | Day | None = Field(
        default=None, description="likewise; a day is included. Left out: until further notice"
    )
    note: Note | None = None


class UnavailabilityForm(TimesForm):
    """What cannot be booked, why, and from when until when."""

    resource_kind: ResourceKind
    resource_id: UUID


class UnavailabilityChangeForm(TimesForm):
    """How it is to be instead."""

    reason: Reason


class EarlyEndForm(Form):
    """It ends earlier than was entered."""

    ends: Moment | Day | None = Field(
        default=None, description="a moment, or a local day that is included; left out: now"
    )
    reason: Reason


class UnavailabilityWithdrawalForm(Form):
    """It was entered in error, or does not take place."""

    reason: Reason


class UnavailabilityView(View):
    """A time during which a practitioner, a room or a device cannot be booked."""

    id: UUID
    clinic_id: UUID
    resource_kind: ResourceKind
    resource_id: UUID
    resource_name: str
    cause: Cause
    note: str | None
    starts_at: datetime
    ends_at: datetime | None = Field(description="excluded; null: until further notice")
    local_start: datetime = Field(description="on the clinic's wall clock, with its offset")
    local_end: datetime | None
    entered_by: str
    withdrawn_at: datetime | None
    why_changed: str | None = Field(description="the reason of its last change, early end or withdrawal")
    touched: TouchedAppointmentsView
    version: int

    @classmethod
    def of(cls, row: Any, zone: ZoneInfo, touched: TouchedAppointmentsView) -> Self:
        """From its row, which has the resource's name, the zone of its clinic, and what it touches."""
        local = {
            "local_start": row.starts_at.astimezone(zone),
            "local_end": row.ends_at.astimezone(zone) if row.ends_at else None,
        }
        return cls(**row._mapping, **local, touched=touched)
