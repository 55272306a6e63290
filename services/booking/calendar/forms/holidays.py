"""Public holidays of a clinic's region, and what the clinic said about each."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from chassis.http import Form, View
from services.booking.calendar.forms.closures import BookedOnClosureView


class HolidayState(StrEnum):
    """What a clinic said about a public holiday."""

    UNCONFIRMED = "unconfirmed"
    OPEN = "open"
    CLOSED = "closed"
    OTHER_HOURS = "other_hours"


class HolidayForm(Form):
    """Whether the clinic is open on a public holiday; other hours are a closure with hours."""

    open: bool


class HolidayView(View):
    """A public holiday."""

    day: date = Field(description="local")
    name: str
    state: HolidayState
    offered: bool = Field(description="false: nothing is offered or booked on it")
    appointments: list[BookedOnClosureView] = Field(description="booked on it outside its hours: move or cancel each")
