"""Devices, loaded and locked."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from chassis.work import Work
from contracts.vocabulary import Modality
from services.booking.calendar.domain.devices import Device
from services.booking.calendar.tables import devices
from services.booking.people.store.locks import NO_KEY


async def devices_of(work: Work, ids: Collection[UUID], *, lock: bool = False) -> dict[UUID, Device]:
    """Devices by id."""
    if not ids:
        return {}
    statement: Select[Any] = select(devices).where(devices.c.id.in_(ids)).order_by(devices.c.id)
    rows = await work.execute(statement.with_for_update(**NO_KEY) if lock else statement)
    return {
        row.id: Device(
            row.id, row.clinic_id, row.model, Modality(row.modality), row.cartridge_gtin, row.cartridges_per_session
        )
        for row in rows
    }
