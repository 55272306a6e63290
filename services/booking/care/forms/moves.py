"""Moves that concern more than one appointment."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.forms.appointments import AppointmentView
from services.booking.calendar.forms.slots import SlotView
from services.booking.people.forms.fields import Line


class CarriedView(View):
    """A later appointment of the course that the protocol wants elsewhere after the move."""

    appointment_id: UUID
    kind: AppointmentKind
    starts_at: datetime = Field(description="when it is now")
    window_from: date | None = Field(description="first local day on which it is wanted then")
    window_until: date | None = Field(description="last such day, included")
    slot: SlotView | None = Field(description="where it would go; null: nothing is free on these days")


class MovePreviewView(View):
    """What a move means for the rest of the course."""

    appointment_id: UUID
    later: list[CarriedView] = Field(description="none: the course stays legal; what follows them stays as it is")
    possible: bool = Field(description="false: `carry_later` would be refused")


class SwapForm(Form):
    """The appointment with which this one changes places."""

    with_appointment_id: UUID
    version: int = Field(ge=1, description="the version of that one, as it was read")
    reason: Line | None = Field(default=None, description="why outside of the protocol's window")


class SwapView(View):
    """Both appointments, at their new times."""

    appointments: list[AppointmentView]
