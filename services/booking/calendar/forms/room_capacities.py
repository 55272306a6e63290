"""How many appointments a room takes at once, from which day on."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from services.booking.calendar.domain.rooms import MOST
from services.booking.calendar.forms.touched import TouchedAppointmentsView
from services.booking.people.forms.fields import Reason


class CapacityForm(Form):
    """How many appointments a room takes at once, and why that changes."""

    at_once: int = Field(ge=1, le=MOST, description="appointments, each in a chair of its own")
    reason: Reason


class CapacityView(View):
    """How many appointments a room takes at once, from a day on until the next capacity begins."""

    room_id: UUID
    begins_on: date | None = Field(description="local; null: since there is the room")
    at_once: int
    reason: str | None
    entered_by: str
    entered_at: datetime
    in_force: bool = Field(description="true: that of today")


class SetCapacityView(CapacityView):
    """A capacity as it was set, and what is booked beyond it."""

    touched: TouchedAppointmentsView
