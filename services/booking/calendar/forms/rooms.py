"""Rooms."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from services.booking.calendar.domain.rooms import MOST
from services.booking.people.forms.fields import Line, Reason


class RoomForm(Form):
    """A room."""

    name: Line
    capacity: int = Field(default=1, ge=1, le=MOST, description="appointments at once, each in a chair of its own")


class RoomNameForm(Form):
    """What a room is called from now on."""

    name: Line
    reason: Reason


class RoomView(View):
    """A room."""

    id: UUID
    clinic_id: UUID
    name: str
    capacity: int = Field(description="how many appointments it takes at once today")
    ends_at: datetime | None = Field(default=None, description="from when on it is not there any longer")
