"""Days on which a clinic is closed."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from chassis.http import Form, View
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.people.domain.opening_hours import OpenHours, overlapping_hours
from services.booking.people.forms.clinics import StretchForm
from services.booking.people.forms.fields import Line


def _apart(hours: list[StretchForm]) -> list[StretchForm]:
    if overlapping_hours([OpenHours(0, one.opens, one.closes) for one in hours]):
        raise ValueError("Two stretches of open hours overlap: separate them.")
    return sorted(hours, key=lambda one: one.opens)


class ClosureForm(Form):
    """Why a clinic is closed on a day, or has other hours than every week."""

    reason: Line
    hours: Annotated[list[StretchForm], Field(max_length=6), AfterValidator(_apart)] = Field(
        default=[], description="the hours of that day, shorter or longer; empty: closed"
    )


class BookedOnClosureView(View):
    """An appointment that is booked outside the hours of a special day."""

    id: UUID
    kind: AppointmentKind
    starts_at: datetime


class ClosureView(View):
    """A day on which a clinic is closed or has other hours."""

    clinic_id: UUID
    day: date = Field(description="local, the whole of it")
    reason: str
    hours: list[StretchForm] = Field(description="empty: closed")
    appointments: list[BookedOnClosureView] = Field(
        description="booked on that day and not within its hours, the soonest first: move or cancel each"
    )
