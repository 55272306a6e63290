"""Rooms."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from chassis.data.rows import Row
from chassis.http import Page, Paging, page
from chassis.local_time import local_day
from chassis.work import Work
from services.booking.calendar.forms.rooms import RoomView
from services.booking.calendar.tables import room_capacities, rooms
from services.booking.people.store.clinics import zone_of
from services.booking.people.store.unavailabilities import end_of


async def list_rooms(work: Work, clinic_id: UUID, paging: Paging) -> Page[RoomView]:
    """A clinic's rooms, by name."""
    work.access.authorize(where=clinic_id)
    return await page(work, await _rooms(work, clinic_id), [rooms.c.name, rooms.c.id], paging, _view)


async def room_at(work: Work, clinic_id: UUID, room_id: UUID) -> RoomView:
    """One of a clinic's, as it is listed; it is known to be there."""
    return _view((await work.execute((await _rooms(work, clinic_id)).where(rooms.c.id == room_id))).one())


async def _rooms(work: Work, clinic_id: UUID) -> Select[Any]:
    today = local_day(work.now, await zone_of(work, clinic_id))
    of = room_capacities.c
    begun = select(of.at_once).where(of.room_id == rooms.c.id, of.begins_on <= today).order_by(of.begins_on.desc())
    capacity = func.coalesce(begun.limit(1).scalar_subquery(), 1).label("capacity")
    return select(rooms, end_of(rooms.c.id), capacity).where(rooms.c.clinic_id == clinic_id)


def _view(row: Row) -> RoomView:
    """A room's row as it is answered."""
    return RoomView.model_validate(row, from_attributes=True)
