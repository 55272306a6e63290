"""Clinics get rooms, and give them other names."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from chassis.ids import new_id
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.calendar.commands.freed import note_opened
from services.booking.calendar.domain.refusals import NameTaken
from services.booking.calendar.domain.rooms import SINCE_EVER
from services.booking.calendar.forms.rooms import RoomForm, RoomNameForm, RoomView
from services.booking.calendar.store.occupations import lock_rooms
from services.booking.calendar.store.rooms import set_capacity
from services.booking.calendar.tables import rooms
from services.booking.people.domain.finding import folded
from services.booking.people.store.clinics import require_clinic


async def add_room(work: Work, clinic_id: UUID, form: RoomForm) -> RoomView:
    """Raises NotFound, NameTaken."""
    await require_clinic(work, clinic_id)
    await lock_rooms(work, clinic_id)
    _require_free(form.name, await _named_at(work, clinic_id))
    room_id = new_id()
    statement = insert_or(rooms).values(id=room_id, clinic_id=clinic_id, name=form.name).on_conflict_do_nothing()
    if (await work.execute(statement)).rowcount == 0:
        raise _taken(form.name)
    if form.capacity > 1:
        first = {"room_id": room_id, "begins_on": SINCE_EVER, "at_once": form.capacity, "reason": None}
        await set_capacity(work, {**first, "entered_by": work.actor.subject, "entered_at": work.now})
    await note_opened(work, [clinic_id], work.now, None)
    return RoomView(id=room_id, clinic_id=clinic_id, name=form.name, capacity=form.capacity)


async def rename_room(work: Work, clinic_id: UUID, room_id: UUID, form: RoomNameForm) -> None:
    """Another name, by which it is called from now on. Of two at once the last counts.

    Raises NotFound, Forbidden, NameTaken.
    """
    work.access.authorize(where=clinic_id)
    await lock_rooms(work, clinic_id)
    others = await _named_at(work, clinic_id)
    was = others.pop(room_id, None)
    if was is None:
        raise NotFound("There is no such room at this clinic.")
    _require_free(form.name, others)
    await work.execute(update(rooms).where(rooms.c.id == room_id).values(name=form.name))
    work.audit("room.renamed", f"room/{room_id}", was=was, reason=form.reason)


async def _named_at(work: Work, clinic_id: UUID) -> dict[UUID, str]:
    """The names of a clinic's rooms, by room."""
    here = await work.execute(select(rooms.c.id, rooms.c.name).where(rooms.c.clinic_id == clinic_id))
    return {room.id: room.name for room in here}


def _require_free(name: str, others: Mapping[UUID, str]) -> None:
    """Raises NameTaken: people tell no two rooms apart by capitals, accents or spaces."""
    for other in others.values():
        if folded(other).split() == folded(name).split():
            raise _taken(other)


def _taken(name: str) -> NameTaken:
    return NameTaken("The clinic has a room named {name} already: choose another name.", name=name)
