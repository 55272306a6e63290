"""Days on which a clinic is closed."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.people.forms.fields import Line


class ClosureForm(Form):
    """Why a clinic is closed on a day."""

    reason: Line


class BookedOnClosureView(View):
    """An appointment that is booked on a day on which the clinic is closed."""

    id: UUID
    kind: AppointmentKind
    starts_at: datetime


class ClosureView(View):
    """A day on which a clinic is closed."""

    clinic_id: UUID
    day: date = Field(description="local, the whole of it")
    reason: str
    appointments: list[BookedOnClosureView] = Field(
        description="booked on that day before it was closed, the soonest first: move or cancel each"
    )
