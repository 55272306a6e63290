"""Devices, loaded and locked."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, func, select

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.work import Work
from contracts.vocabulary import Modality
from services.booking.calendar.domain.devices import Device
from services.booking.calendar.tables import devices
from services.booking.people.store.unavailabilities import end_of

_MODELS = Prepared(
    select(devices.c.model)
    .where(
        devices.c.clinic_id == bindparam("clinic"),
        devices.c.modality == bindparam("kind"),
        func.coalesce(end_of(devices.c.id).element > bindparam("now"), True),
    )
    .distinct()
)
_DEVICES = Prepared(select(devices).where(devices.c.id == any_(bindparam("ids", type_=ARRAY(Uuid)))))


async def devices_of(work: Work, ids: Collection[UUID]) -> dict[UUID, Device]:
    """Devices by id."""
    return {row.id: device_of(row) for row in await work.execute(_DEVICES, {"ids": list(ids)})}


async def models_at(work: Work, clinic_id: UUID, modality: Modality) -> frozenset[str]:
    """The models of one kind of device that a clinic has, those apart that were given up."""
    found = await work.execute(_MODELS, {"clinic": clinic_id, "kind": modality.value, "now": work.now})
    return frozenset(row.model for row in found)


def device_of(row: Row) -> Device:
    """A device's row as the rules see it."""
    return Device(
        row.id,
        row.clinic_id,
        row.model,
        Modality(row.modality),
        row.cartridge_gtin,
        row.cartridges_per_session,
        row.serial,
    )
