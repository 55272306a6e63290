"""What a clinic that is closed for good leaves behind."""

from datetime import date
from uuid import UUID

from pydantic import Field

from chassis.http import Day, Form, View
from services.booking.calendar.forms.touched import TouchedAppointmentsView
from services.booking.people.forms.fields import Reason


class ClinicEndForm(Form):
    """From which local day on a clinic is closed for good, and why."""

    closed_from: Day
    reason: Reason


class ClinicStaysForm(Form):
    """Why a clinic stays that was to be closed for good."""

    reason: Reason


class LeftView(View):
    """Rows of one kind that a clinic leaves behind."""

    in_all: int = Field(description="how many there are; at most 200 are listed")
    ids: list[UUID]


class ClinicEndView(View):
    """That a clinic is, or would be, closed for good, and what it leaves behind now."""

    clinic_id: UUID
    closed_from: date = Field(description="local; the first day on which it is closed for good")
    reason: str
    appointments: TouchedAppointmentsView = Field(
        description="booked from that day on: the front desk has them on its worklist, and moves or cancels each"
    )
    holds: LeftView = Field(description="times that are held from that day on; they end")
    waitlist_entries: LeftView = Field(description="who waits for a time there on that day or later")
    follow_ups: LeftView = Field(description="the sessions after which the next appointment waits to be placed there")
    courses: LeftView = Field(description="of that clinic, which go on; book their next appointments elsewhere")
    home_patients: int = Field(description="who has it as home clinic; each is on the front desk's worklist")
    shifts: LeftView = Field(description="that last until that day or longer")
    practitioners: LeftView = Field(description="who belong to it; end each, or have them work elsewhere by a shift")
    rooms: LeftView
    devices: LeftView
