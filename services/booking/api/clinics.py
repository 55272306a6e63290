"""Clinics, and the rooms, devices and practitioners that they have."""

from uuid import UUID

from fastapi import Response

from chassis.http import IfMatch, Page, PageQuery, Transaction, api_router, tag_version
from services.booking.api.access import ANYONE, CHAIN, STAFF
from services.booking.commands import clinics as commands
from services.booking.forms.clinics import (
    ClinicForm,
    ClinicView,
    DeviceForm,
    DeviceView,
    PractitionerForm,
    PractitionerView,
    RoomForm,
    RoomView,
)
from services.booking.queries import clinics as queries

router = api_router("clinics")


@router.post("/clinics", status_code=201, dependencies=[CHAIN])
async def open_clinic(work: Transaction, form: ClinicForm, response: Response) -> ClinicView:
    """Open a clinic."""
    clinic_id = await commands.open_clinic(work, form)
    tag_version(response, 1)
    return ClinicView(id=clinic_id, version=1, **form.model_dump())


@router.get("/clinics", dependencies=[ANYONE])
async def list_clinics(work: Transaction, paging: PageQuery) -> Page[ClinicView]:
    """The clinics that the caller may see."""
    return await queries.list_clinics(work, paging)


@router.get("/clinics/{clinic_id}", dependencies=[ANYONE])
async def read_clinic(work: Transaction, clinic_id: UUID, response: Response) -> ClinicView:
    """One clinic; its ETag goes into If-Match of a change."""
    clinic = await queries.clinic(work, clinic_id)
    tag_version(response, clinic.version)
    return clinic


@router.put("/clinics/{clinic_id}", dependencies=[CHAIN])
async def change_clinic(
    work: Transaction, clinic_id: UUID, form: ClinicForm, version: IfMatch, response: Response
) -> ClinicView:
    """Change a clinic's details or hours; appointments stay at their moments."""
    await commands.change_clinic(work, clinic_id, form, version)
    return await read_clinic(work, clinic_id, response)


@router.post("/clinics/{clinic_id}/rooms", status_code=201, dependencies=[CHAIN])
async def add_room(work: Transaction, clinic_id: UUID, form: RoomForm) -> RoomView:
    """Add a room."""
    return await queries.one_room(work, await commands.add_room(work, clinic_id, form))


@router.get("/clinics/{clinic_id}/rooms", dependencies=[STAFF])
async def list_rooms(work: Transaction, clinic_id: UUID, paging: PageQuery) -> Page[RoomView]:
    """A clinic's rooms."""
    return await queries.list_rooms(work, clinic_id, paging)


@router.post("/clinics/{clinic_id}/devices", status_code=201, dependencies=[CHAIN])
async def add_device(work: Transaction, clinic_id: UUID, form: DeviceForm) -> DeviceView:
    """Add a device and the cartridges that it takes."""
    return await queries.one_device(work, await commands.add_device(work, clinic_id, form))


@router.get("/clinics/{clinic_id}/devices", dependencies=[STAFF])
async def list_devices(work: Transaction, clinic_id: UUID, paging: PageQuery) -> Page[DeviceView]:
    """A clinic's devices."""
    return await queries.list_devices(work, clinic_id, paging)


@router.post("/clinics/{clinic_id}/practitioners", status_code=201, dependencies=[CHAIN])
async def add_practitioner(work: Transaction, clinic_id: UUID, form: PractitionerForm) -> PractitionerView:
    """Add a practitioner and what they may do here."""
    return await queries.one_practitioner(work, await commands.add_practitioner(work, clinic_id, form))


@router.get("/clinics/{clinic_id}/practitioners", dependencies=[ANYONE])
async def list_practitioners(work: Transaction, clinic_id: UUID, paging: PageQuery) -> Page[PractitionerView]:
    """A clinic's practitioners."""
    return await queries.list_practitioners(work, clinic_id, paging)
