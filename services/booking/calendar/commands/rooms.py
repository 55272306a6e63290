"""Clinics get rooms."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert as insert_or

from chassis.ids import new_id
from chassis.work import Work
from services.booking.calendar.commands.freed import note_opened
from services.booking.calendar.domain.refusals import NameTaken
from services.booking.calendar.domain.rooms import SINCE_EVER
from services.booking.calendar.forms.rooms import RoomForm, RoomView
from services.booking.calendar.store.rooms import set_capacity
from services.booking.calendar.tables import rooms
from services.booking.people.store.clinics import require_clinic


async def add_room(work: Work, clinic_id: UUID, form: RoomForm) -> RoomView:
    """Raises NotFound, NameTaken."""
    await require_clinic(work, clinic_id)
    room_id = new_id()
    statement = insert_or(rooms).values(id=room_id, clinic_id=clinic_id, name=form.name).on_conflict_do_nothing()
    if (await work.execute(statement)).rowcount == 0:
        raise NameTaken(f"The clinic has a room named {form.name!r} already: choose another name.")
    if form.capacity > 1:
        first = {"room_id": room_id, "begins_on": SINCE_EVER, "at_once": form.capacity, "reason": None}
        await set_capacity(work, {**first, "entered_by": work.actor.subject, "entered_at": work.now})
    await note_opened(work, [clinic_id], work.now, None)
    return RoomView(id=room_id, clinic_id=clinic_id, name=form.name, capacity=form.capacity)
