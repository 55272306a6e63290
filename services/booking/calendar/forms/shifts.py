"""When practitioners work where."""

from datetime import date
from typing import Any, Self
from uuid import UUID

from pydantic import Field, model_validator

from chassis.http import Day, Form, View
from services.booking.calendar.forms.touched import TouchedAppointmentsView
from services.booking.people.forms.clinics import HoursForm, WeeklyHours
from services.booking.people.forms.fields import Reason


class ShiftForm(Form):
    """Weekly hours of work at a clinic; two stretches of a day leave a break between them."""

    practitioner_id: UUID
    first_day: Day = Field(description="local")
    last_day: Day | None = Field(default=None, description="local, included; left out: until further notice")
    hours: WeeklyHours = Field(description="a weekday that is left out is free")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last_day is not None and self.last_day < self.first_day:
            raise ValueError("Let last_day not lie before first_day.")
        return self


class ShiftEndForm(Form):
    """The last day of a shift, earlier than was entered."""

    last_day: Day = Field(description="local, included")
    reason: Reason


class ShiftWithdrawalForm(Form):
    """It was entered in error, or does not take place."""

    reason: Reason


class ShiftView(View):
    """Weekly hours of work at a clinic."""

    id: UUID
    clinic_id: UUID
    practitioner_id: UUID
    practitioner_name: str
    first_day: date
    last_day: date | None
    hours: list[HoursForm]
    entered_by: str
    why_changed: str | None = Field(description="the reason of an early end or a withdrawal")
    withdrawn: bool

    @classmethod
    def of(cls, row: Any, **more: Any) -> Self:
        """From its row, which has the practitioner's name."""
        hours = [
            HoursForm(weekday=weekday, opens=start, closes=end)
            for weekday, start, end in zip(row.weekdays, row.starts, row.ends, strict=True)
        ]
        return cls(**{**row._mapping, "hours": hours, "withdrawn": row.withdrawn_at is not None, **more})


class ChangedShiftView(ShiftView):
    """A shift after a change."""

    touched: TouchedAppointmentsView = Field(
        description="booked with the practitioner at the clinic at times at which they do not work there now"
    )
