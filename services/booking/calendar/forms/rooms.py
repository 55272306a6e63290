"""Rooms."""

from uuid import UUID

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
