"""The devices of a clinic."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from chassis.refusals import Invalid, NotFound
from contracts.vocabulary import Modality
from services.booking.access import CLINICS_EDIT, EQUIPMENT_READ
from services.booking.calendar.commands import devices as commands
from services.booking.calendar.domain.refusals import NameTaken
from services.booking.calendar.forms.devices import DeviceCorrectionForm, DeviceForm, DeviceView
from services.booking.calendar.queries import devices as queries

router = api_router("devices")


@router.post("/clinics/{clinic_id}/devices", status_code=201, dependencies=[allow(CLINICS_EDIT)])
@refuses(Invalid, NameTaken, NotFound)
async def add_device(work: Transaction, clinic_id: UUID, form: DeviceForm) -> DeviceView:
    """Add a device and the cartridges that it takes."""
    return await commands.add_device(work, clinic_id, form)


@router.get("/clinics/{clinic_id}/devices", dependencies=[allow(EQUIPMENT_READ)])
async def list_devices(
    work: Transaction, clinic_id: UUID, paging: PageQuery, modality: Modality | None = None
) -> Page[DeviceView]:
    """A clinic's devices, by model and serial number."""
    return await queries.list_devices(work, clinic_id, paging, modality=modality)


@router.post("/clinics/{clinic_id}/devices/{device_id}/correct", dependencies=[allow(CLINICS_EDIT)])
@refuses(Invalid, NameTaken, NotFound)
async def correct_device(work: Transaction, clinic_id: UUID, device_id: UUID, form: DeviceCorrectionForm) -> DeviceView:
    """Put right what was entered wrongly of a device: its serial number, model or cartridges.

    What was recorded with the device says the right ones too. Sessions that are booked with it are checked: those for
    another model have the problem `wrong_device`, and their cartridges are reserved anew. Cartridges that were used
    stay as they were scanned.
    """
    await commands.correct_device(work, clinic_id, device_id, form)
    return await queries.device_at(work, clinic_id, device_id)
