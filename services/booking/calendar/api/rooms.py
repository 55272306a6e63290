"""The rooms of a clinic."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from chassis.refusals import NotFound
from services.booking.access import CLINICS_EDIT, EQUIPMENT_READ
from services.booking.calendar.commands import rooms as commands
from services.booking.calendar.domain.refusals import NameTaken
from services.booking.calendar.forms.rooms import RoomForm, RoomView
from services.booking.calendar.queries import rooms as queries

router = api_router("rooms")


@router.post("/clinics/{clinic_id}/rooms", status_code=201, dependencies=[allow(CLINICS_EDIT)])
@refuses(NameTaken, NotFound)
async def add_room(work: Transaction, clinic_id: UUID, form: RoomForm) -> RoomView:
    """Add a room."""
    return await commands.add_room(work, clinic_id, form)


@router.get("/clinics/{clinic_id}/rooms", dependencies=[allow(EQUIPMENT_READ)])
async def list_rooms(work: Transaction, clinic_id: UUID, paging: PageQuery) -> Page[RoomView]:
    """A clinic's rooms, by name."""
    return await queries.list_rooms(work, clinic_id, paging)
