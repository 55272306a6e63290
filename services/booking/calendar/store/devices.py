"""Devices, loaded and locked."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, select

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.work import Work
from contracts.vocabulary import Modality
from services.booking.calendar.domain.devices import Device
from services.booking.calendar.tables import devices

_DEVICES = Prepared(select(devices).where(devices.c.id == any_(bindparam("ids", type_=ARRAY(Uuid)))))


async def devices_of(work: Work, ids: Collection[UUID]) -> dict[UUID, Device]:
    """Devices by id."""
    return {row.id: device_of(row) for row in await work.execute(_DEVICES, {"ids": list(ids)})}


def device_of(row: Row) -> Device:
    """A device's row as the rules see it."""
    return Device(
        row.id, row.clinic_id, row.model, Modality(row.modality), row.cartridge_gtin, row.cartridges_per_session
    )
