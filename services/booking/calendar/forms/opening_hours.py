"""Hours by date, and what is booked outside of them."""

from datetime import date
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from services.booking.calendar.forms.touched import TouchedAppointmentsView
from services.booking.people.forms.clinics import ClinicView, HoursForm, WeeklyHours
from services.booking.people.forms.fields import Reason


class ChangedClinicView(ClinicView):
    """A clinic after a change."""

    touched: TouchedAppointmentsView = Field(description="booked ahead, outside the hours")


class OpeningWeekForm(Form):
    """Weekly hours that begin on a day."""

    hours: WeeklyHours
    reason: Reason


class OpeningWeekView(View):
    """Weekly hours, from the day on which they begin until the next that begin."""

    clinic_id: UUID
    begins_on: date | None = Field(description="local; null: since the clinic was opened")
    hours: list[HoursForm]
    in_force: bool = Field(description="true: those of today")


class SetOpeningWeekView(OpeningWeekView):
    """Weekly hours as they were set, and what is booked outside of them."""

    touched: TouchedAppointmentsView
