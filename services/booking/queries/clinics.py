"""Clinics and what they have."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select

from chassis.http import Page, Paging, page
from chassis.work import Work
from services.booking.domain.refusals import NotFound
from services.booking.forms.clinics import (
    ClinicView,
    DeviceView,
    HoursForm,
    PermissionForm,
    PractitionerView,
    RoomView,
)
from services.booking.tables import clinics, devices, opening_hours, permissions, practitioners, rooms


async def clinic(work: Work, clinic_id: UUID) -> ClinicView:
    """Raises NotFound, Forbidden."""
    work.actor.require_clinic(clinic_id)
    row = (await work.execute(select(clinics).where(clinics.c.id == clinic_id))).one_or_none()
    if row is None:
        raise NotFound("There is no such clinic.")
    return _clinic_view(row, await _hours(work, [clinic_id]))


async def list_clinics(work: Work, paging: Paging) -> Page[ClinicView]:
    """The clinics that the actor may see."""
    statement = select(clinics)
    if work.actor.clinics is not None and not work.actor.is_patient:
        statement = statement.where(clinics.c.id.in_(work.actor.clinics))
    rows: Page[Any] = await page(work, statement, [clinics.c.id], paging, lambda row: row)
    hours = await _hours(work, [row.id for row in rows.items])
    return Page[ClinicView](items=[_clinic_view(row, hours) for row in rows.items], next=rows.next)


async def list_rooms(work: Work, clinic_id: UUID, paging: Paging) -> Page[RoomView]:
    """A clinic's rooms."""
    work.actor.require_clinic(clinic_id)
    statement: Select[Any] = select(rooms).where(rooms.c.clinic_id == clinic_id)
    return await page(work, statement, [rooms.c.id], paging, room_view)


async def list_devices(work: Work, clinic_id: UUID, paging: Paging) -> Page[DeviceView]:
    """A clinic's devices."""
    work.actor.require_clinic(clinic_id)
    statement: Select[Any] = select(devices).where(devices.c.clinic_id == clinic_id)
    return await page(work, statement, [devices.c.id], paging, device_view)


async def list_practitioners(work: Work, clinic_id: UUID, paging: Paging) -> Page[PractitionerView]:
    """A clinic's practitioners."""
    work.actor.require_clinic(clinic_id)
    statement: Select[Any] = select(practitioners).where(practitioners.c.clinic_id == clinic_id)
    rows: Page[Any] = await page(work, statement, [practitioners.c.id], paging, lambda row: row)
    return Page[PractitionerView](items=await practitioner_views(work, rows.items), next=rows.next)


def room_view(row: Row[Any]) -> RoomView:
    """A room's row as it is answered."""
    return RoomView.model_validate(row, from_attributes=True)


def device_view(row: Row[Any]) -> DeviceView:
    """A device's row as it is answered."""
    return DeviceView.model_validate(row, from_attributes=True)


async def practitioner_views(work: Work, rows: list[Row[Any]]) -> list[PractitionerView]:
    """Practitioners' rows with what each may do."""
    ids = [row.id for row in rows]
    statement = select(permissions).where(permissions.c.practitioner_id.in_(ids)).order_by(permissions.c.modality)
    granted: dict[UUID, list[PermissionForm]] = {id: [] for id in ids}
    for one in await work.execute(statement):
        granted[one.practitioner_id].append(PermissionForm(modality=one.modality, max_depth_mm=one.max_depth_mm))
    return [PractitionerView(**row._mapping, permissions=granted[row.id]) for row in rows]


async def one_room(work: Work, room_id: UUID) -> RoomView:
    """A room that is known to be there."""
    return room_view((await work.execute(select(rooms).where(rooms.c.id == room_id))).one())


async def one_device(work: Work, device_id: UUID) -> DeviceView:
    """A device that is known to be there."""
    return device_view((await work.execute(select(devices).where(devices.c.id == device_id))).one())


async def one_practitioner(work: Work, practitioner_id: UUID) -> PractitionerView:
    """A practitioner who is known to be there."""
    row = (await work.execute(select(practitioners).where(practitioners.c.id == practitioner_id))).one()
    return (await practitioner_views(work, [row]))[0]


async def _hours(work: Work, clinic_ids: list[UUID]) -> dict[UUID, list[HoursForm]]:
    statement = (
        select(opening_hours)
        .where(opening_hours.c.clinic_id.in_(clinic_ids))
        .order_by(opening_hours.c.weekday, opening_hours.c.opens)
    )
    hours: dict[UUID, list[HoursForm]] = {clinic_id: [] for clinic_id in clinic_ids}
    for row in await work.execute(statement):
        hours[row.clinic_id].append(HoursForm(weekday=row.weekday, opens=row.opens, closes=row.closes))
    return hours


def _clinic_view(row: Row[Any], hours: dict[UUID, list[HoursForm]]) -> ClinicView:
    return ClinicView(**row._mapping, hours=hours[row.id])
