"""Rooms."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from services.booking.people.forms.fields import Line


class RoomForm(Form):
    """A room."""

    name: Line


class RoomView(View):
    """A room."""

    id: UUID
    clinic_id: UUID
    name: str
    ends_at: datetime | None = Field(default=None, description="from when on it is not there any longer")
