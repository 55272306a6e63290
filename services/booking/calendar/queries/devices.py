"""Devices."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from chassis.data.rows import Row
from chassis.http import Page, Paging, equal_to, page
from chassis.work import Work
from contracts.vocabulary import Modality
from services.booking.calendar.forms.devices import DeviceView
from services.booking.calendar.tables import devices
from services.booking.people.store.unavailabilities import end_of


async def list_devices(work: Work, clinic_id: UUID, paging: Paging, *, modality: Modality | None) -> Page[DeviceView]:
    """A clinic's devices, by model and serial number."""
    work.access.authorize(where=clinic_id)
    wanted = equal_to({devices.c.clinic_id: clinic_id, devices.c.modality: modality})
    statement: Select[Any] = select(devices, end_of(devices.c.id)).where(*wanted)
    return await page(work, statement, [devices.c.model, devices.c.serial, devices.c.id], paging, _view)


async def device_at(work: Work, clinic_id: UUID, device_id: UUID) -> DeviceView:
    """One of a clinic's, as it is listed; it is known to be there."""
    this = (devices.c.clinic_id == clinic_id) & (devices.c.id == device_id)
    return _view((await work.execute(select(devices, end_of(devices.c.id)).where(this))).one())


def _view(row: Row) -> DeviceView:
    """A device's row as it is answered."""
    return DeviceView.model_validate(row, from_attributes=True)
