"""The rooms of a clinic."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Day, Page, PageQuery, Transaction, api_router, refuses
from chassis.refusals import NotFound
from services.booking.access import CLINICS_EDIT, EQUIPMENT_READ
from services.booking.calendar.commands import room_capacities as capacities
from services.booking.calendar.commands import rooms as commands
from services.booking.calendar.domain.refusals import InThePast, NameTaken
from services.booking.calendar.forms.room_capacities import CapacityForm, CapacityView, SetCapacityView
from services.booking.calendar.forms.rooms import RoomForm, RoomNameForm, RoomView
from services.booking.calendar.forms.touched import TouchedAppointmentsView
from services.booking.calendar.queries import room_capacities
from services.booking.calendar.queries import rooms as queries

router = api_router("rooms")
OF_ROOM = "/clinics/{clinic_id}/rooms/{room_id}/capacities"
FROM_DAY = OF_ROOM + "/{begins_on}"


@router.post("/clinics/{clinic_id}/rooms", status_code=201, dependencies=[allow(CLINICS_EDIT)])
@refuses(NameTaken, NotFound)
async def add_room(work: Transaction, clinic_id: UUID, form: RoomForm) -> RoomView:
    """Add a room."""
    return await commands.add_room(work, clinic_id, form)


@router.get("/clinics/{clinic_id}/rooms", dependencies=[allow(EQUIPMENT_READ)])
@refuses(NotFound)
async def list_rooms(work: Transaction, clinic_id: UUID, paging: PageQuery) -> Page[RoomView]:
    """A clinic's rooms, by name."""
    return await queries.list_rooms(work, clinic_id, paging)


@router.post("/clinics/{clinic_id}/rooms/{room_id}/rename", dependencies=[allow(CLINICS_EDIT)])
@refuses(NameTaken, NotFound)
async def rename_room(work: Transaction, clinic_id: UUID, room_id: UUID, form: RoomNameForm) -> RoomView:
    """Give a room another name: what is booked there says it too."""
    await commands.rename_room(work, clinic_id, room_id, form)
    return await queries.room_at(work, clinic_id, room_id)


@router.get(OF_ROOM, dependencies=[allow(EQUIPMENT_READ)])
@refuses(NotFound)
async def list_room_capacities(work: Transaction, clinic_id: UUID, room_id: UUID) -> Page[CapacityView]:
    """How many appointments the room takes at once, from which day on. None: one at a time."""
    return await room_capacities.list_capacities(work, clinic_id, room_id)


@router.put(FROM_DAY, dependencies=[allow(CLINICS_EDIT)])
@refuses(InThePast, NotFound)
async def begin_room_capacity(
    work: Transaction, clinic_id: UUID, room_id: UUID, begins_on: Day, form: CapacityForm
) -> SetCapacityView:
    """How many appointments the room takes at once from a local day on. The answer lists what is booked beyond it."""
    return await capacities.begin_capacity(work, clinic_id, room_id, begins_on, form)


@router.post(FROM_DAY + "/touched", dependencies=[allow(CLINICS_EDIT)])
@refuses(InThePast, NotFound)
async def preview_room_capacity(
    work: Transaction, clinic_id: UUID, room_id: UUID, begins_on: Day, form: CapacityForm
) -> TouchedAppointmentsView:
    """What is booked beyond this capacity. Nothing changes."""
    return await capacities.preview_capacity(work, clinic_id, room_id, begins_on, form)


@router.post(FROM_DAY + "/drop/touched", dependencies=[allow(CLINICS_EDIT)])
@refuses(InThePast, NotFound)
async def preview_room_capacity_without(
    work: Transaction, clinic_id: UUID, room_id: UUID, begins_on: Day
) -> TouchedAppointmentsView:
    """What is booked beyond the capacity that would go on if this one were taken back. Nothing changes."""
    return await capacities.preview_capacity_without(work, clinic_id, room_id, begins_on)


@router.delete(FROM_DAY, dependencies=[allow(CLINICS_EDIT)])
@refuses(InThePast, NotFound)
async def take_back_room_capacity(
    work: Transaction, clinic_id: UUID, room_id: UUID, begins_on: Day
) -> TouchedAppointmentsView:
    """Take back a capacity that was to begin: the one before goes on. The answer lists what is booked beyond that."""
    return await capacities.take_back_capacity(work, clinic_id, room_id, begins_on)
