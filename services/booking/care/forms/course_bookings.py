"""All appointments of a course that remain, booked at once."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.http import Form, TimeOfDay, View
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.forms.appointments import (
    AppointmentView,
    ConfirmedBecause,
    DepositReference,
    StartMoment,
)
from services.booking.calendar.forms.slots import SlotView

MOST = 20
"""Sessions at once."""


class CourseWishForm(Form):
    """What the patient would like; nothing: the soonest that the protocol allows."""

    weekdays: Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(max_length=7)] = Field(
        default=[], description="0 is Monday; none: any"
    )
    near: TimeOfDay | None = Field(default=None, description="local time of day that is wanted most")
    practitioner_id: UUID | None = Field(default=None, description="only this one")


class ChosenSlotForm(Form):
    """One of the slots offered; its room and device are those that are free then."""

    starts_at: StartMoment
    practitioner_id: UUID


class CourseBookingForm(Form):
    """The sessions that remain, and the review after them: by wishes, or as they were chosen."""

    clinic_id: UUID | None = Field(default=None, description="left out: the course's")
    wish: CourseWishForm = CourseWishForm()
    slots: list[ChosenSlotForm] = Field(
        default=[], max_length=MOST, description="of the first of them, the soonest first; the others by `wish`"
    )
    sessions: int | None = Field(default=None, ge=1, le=MOST, description="how many; left out: all that remain")
    review: bool = Field(default=True, description="the review of results too, once no session remains")
    confirmed_because: ConfirmedBecause = None
    deposit_reference: DepositReference = None


class PlannedAppointmentView(View):
    """One appointment of the course."""

    number: int | None = Field(description="the how-manieth session; null: the review")
    kind: AppointmentKind
    window_from: date | None = Field(description="first local day that protocol, clearance and the others allow")
    window_until: date | None = Field(description="last such day, included")
    slot: SlotView | None = Field(description="what is proposed, or was booked; null: nothing fits")
    why_not: str | None = Field(description="why nothing fits; what would come after it was not looked for")
    alternatives: list[SlotView] = Field(description="others; where nothing fits, without regard to the wishes")
    moved_from: datetime | None = Field(
        default=None,
        description="of a review that is booked before sessions that are still to come: its start until now; null: "
        "nothing moves",
    )
    appointment: AppointmentView | None = Field(description="null: it is only proposed")


class CourseBookingView(View):
    """The course as it would be booked, or was."""

    course_id: UUID
    booked_before: list[datetime] = Field(description="starts of its appointments that were booked already")
    appointments: list[PlannedAppointmentView]
    complete: bool = Field(description="false: something does not fit, so that nothing could be booked")
