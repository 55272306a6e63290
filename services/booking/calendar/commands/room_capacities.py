"""A room takes more or fewer appointments at once from a day on, or does not after all."""

from datetime import date, datetime
from uuid import UUID

from chassis.local_time import local_day, start_of_day
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.calendar.commands.checks import DependsOn, check_ahead
from services.booking.calendar.commands.clinics import place_on
from services.booking.calendar.commands.freed import note_opened
from services.booking.calendar.domain.rooms import Capacity, capacity_on
from services.booking.calendar.domain.unavailabilities import ResourceKind
from services.booking.calendar.forms.room_capacities import CapacityForm, SetCapacityView
from services.booking.calendar.forms.touched import TouchedAppointmentsView
from services.booking.calendar.store.rooms import drop_capacity, set_capacity, stated_for, too_many
from services.booking.calendar.store.unavailabilities import hold_resource
from services.booking.people.domain.clinics import Place


async def preview_capacity(
    work: Work, clinic_id: UUID, room_id: UUID, begins_on: date, form: CapacityForm
) -> TouchedAppointmentsView:
    """What is booked beyond it. Raises Forbidden, NotFound, InThePast."""
    place, stated = await _held(work, clinic_id, room_id, begins_on)
    return await _touched(work, room_id, form.at_once, _period(place, stated, begins_on))


async def begin_capacity(
    work: Work, clinic_id: UUID, room_id: UUID, begins_on: date, form: CapacityForm
) -> SetCapacityView:
    """The room takes so many at once from a local day on. What is booked beyond that stays, is listed, and says so.

    Raises Forbidden, NotFound, InThePast.
    """
    place, stated = await _held(work, clinic_id, room_id, begins_on)
    columns = {
        "room_id": room_id,
        "begins_on": begins_on,
        "at_once": form.at_once,
        "reason": form.reason,
        "entered_by": work.actor.subject,
        "entered_at": work.now,
    }
    await set_capacity(work, columns)
    said = {"begins_on": begins_on.isoformat(), "at_once": form.at_once, "reason": form.reason}
    work.audit("room.capacity", f"room/{room_id}", was=capacity_on(stated, begins_on), **said)
    period = _period(place, stated, begins_on)
    await check_ahead(work, DependsOn.ROOM, room_id)
    await note_opened(work, [clinic_id], *period)
    in_force = begins_on == local_day(work.now, place.zone)
    touched = await _touched(work, room_id, form.at_once, period)
    return SetCapacityView(**columns, in_force=in_force, touched=touched)


async def preview_capacity_without(
    work: Work, clinic_id: UUID, room_id: UUID, begins_on: date
) -> TouchedAppointmentsView:
    """What is booked beyond the capacity before, which would go on. Raises Forbidden, NotFound, InThePast."""
    place, stated = await _held(work, clinic_id, room_id, begins_on)
    before = capacity_on(_without(stated, begins_on), begins_on)
    return await _touched(work, room_id, before, _period(place, stated, begins_on))


async def take_back_capacity(work: Work, clinic_id: UUID, room_id: UUID, begins_on: date) -> TouchedAppointmentsView:
    """What the room took before goes on, and what is booked beyond that is listed.

    Raises Forbidden, NotFound, InThePast.
    """
    place, stated = await _held(work, clinic_id, room_id, begins_on)
    others = _without(stated, begins_on)
    await drop_capacity(work, room_id, begins_on)
    work.audit("room.capacity_dropped", f"room/{room_id}", begins_on=begins_on.isoformat())
    period = _period(place, stated, begins_on)
    await check_ahead(work, DependsOn.ROOM, room_id)
    await note_opened(work, [clinic_id], *period)
    return await _touched(work, room_id, capacity_on(others, begins_on), period)


async def _held(work: Work, clinic_id: UUID, room_id: UUID, begins_on: date) -> tuple[Place, list[Capacity]]:
    """The clinic, and what its room takes from which day on, the room's row locked as for a booking."""
    place = await place_on(work, clinic_id, begins_on)
    await hold_resource(work, clinic_id, ResourceKind.ROOM, room_id)
    return place, await stated_for(work, room_id)


def _without(stated: list[Capacity], begins_on: date) -> list[Capacity]:
    """Those that begin on other days. Raises NotFound when none begins on that one."""
    others = [each for each in stated if each.begins_on != begins_on]
    if len(others) == len(stated):
        raise NotFound("No capacity of this room begins on {day}.", day=begins_on)
    return others


def _period(place: Place, stated: list[Capacity], begins_on: date) -> tuple[datetime, datetime | None]:
    """From the day on until the next capacity begins (UTC)."""
    following = min((each.begins_on for each in stated if each.begins_on > begins_on), default=None)
    until = start_of_day(following, place.zone) if following else None
    return start_of_day(begins_on, place.zone), until


async def _touched(
    work: Work, room_id: UUID, at_once: int, period: tuple[datetime, datetime | None]
) -> TouchedAppointmentsView:
    found = await too_many(work, room_id, at_once, period)
    return TouchedAppointmentsView.of(found.rows, found.in_all)
