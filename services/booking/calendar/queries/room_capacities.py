"""How many appointments a room takes at once, by the day on which that begins."""

from uuid import UUID

from sqlalchemy import select

from chassis.http import Page
from chassis.local_time import local_day
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.calendar.domain.rooms import SINCE_EVER
from services.booking.calendar.forms.room_capacities import CapacityView
from services.booking.calendar.store.rooms import capacities_of
from services.booking.calendar.tables import rooms
from services.booking.people.store.clinics import zone_of


async def list_capacities(work: Work, clinic_id: UUID, room_id: UUID) -> Page[CapacityView]:
    """All that were ever stated, in order; none: the room takes one at a time. Raises Forbidden, NotFound."""
    work.access.authorize(where=clinic_id)
    if await work.scalar(select(rooms.c.clinic_id).where(rooms.c.id == room_id)) != clinic_id:
        raise NotFound("There is no such room at this clinic.")
    today = local_day(work.now, await zone_of(work, clinic_id))
    rows = await capacities_of(work, room_id)
    present = max((row.begins_on for row in rows if row.begins_on <= today), default=None)
    views = []
    for row in rows:
        begins_on = None if row.begins_on == SINCE_EVER else row.begins_on
        in_force = row.begins_on == present
        views.append(CapacityView(**{**row._mapping, "begins_on": begins_on, "in_force": in_force}))
    return Page(items=views)
