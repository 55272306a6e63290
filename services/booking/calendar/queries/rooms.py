"""Rooms."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from chassis.data.rows import Row
from chassis.http import Page, Paging, page
from chassis.work import Work
from services.booking.calendar.forms.rooms import RoomView
from services.booking.calendar.tables import rooms
from services.booking.people.store.unavailabilities import end_of


async def list_rooms(work: Work, clinic_id: UUID, paging: Paging) -> Page[RoomView]:
    """A clinic's rooms, by name."""
    work.access.authorize(where=clinic_id)
    statement: Select[Any] = select(rooms, end_of(rooms.c.id)).where(rooms.c.clinic_id == clinic_id)
    return await page(work, statement, [rooms.c.name, rooms.c.id], paging, _view)


def _view(row: Row) -> RoomView:
    """A room's row as it is answered."""
    return RoomView.model_validate(row, from_attributes=True)
