"""Devices."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select

from chassis.http import Page, Paging, page
from chassis.work import Work
from services.booking.calendar.forms.devices import DeviceView
from services.booking.calendar.tables import devices


async def list_devices(work: Work, clinic_id: UUID, paging: Paging) -> Page[DeviceView]:
    """A clinic's devices."""
    work.actor.require_clinic(clinic_id)
    statement: Select[Any] = select(devices).where(devices.c.clinic_id == clinic_id)
    return await page(work, statement, [devices.c.id], paging, device_view)


def device_view(row: Row[Any]) -> DeviceView:
    """A device's row as it is answered."""
    return DeviceView.model_validate(row, from_attributes=True)


async def one_device(work: Work, device_id: UUID) -> DeviceView:
    """A device that is known to be there."""
    return device_view((await work.execute(select(devices).where(devices.c.id == device_id))).one())
