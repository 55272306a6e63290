"""Clinics get devices, and put their serial numbers right."""

from uuid import UUID

from sqlalchemy import exists, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from chassis.ids import new_id
from chassis.work import Work
from services.booking.calendar.commands.freed import note_opened
from services.booking.calendar.domain.refusals import NameTaken
from services.booking.calendar.domain.unavailabilities import ResourceKind
from services.booking.calendar.forms.devices import DeviceForm, DeviceSerialForm, DeviceView
from services.booking.calendar.store.devices import devices_of
from services.booking.calendar.store.unavailabilities import hold_resource
from services.booking.calendar.tables import devices
from services.booking.people.store.clinics import require_clinic


async def add_device(work: Work, clinic_id: UUID, form: DeviceForm) -> DeviceView:
    """Raises NotFound, NameTaken."""
    await require_clinic(work, clinic_id)
    device_id = new_id()
    values = form.model_dump() | {"modality": form.modality.value}
    statement = insert_or(devices).values(id=device_id, clinic_id=clinic_id, **values).on_conflict_do_nothing()
    if (await work.execute(statement)).rowcount == 0:
        raise _known(form.model, form.serial)
    await note_opened(work, [clinic_id], work.now, None)
    return DeviceView(id=device_id, clinic_id=clinic_id, **form.model_dump())


async def correct_serial(work: Work, clinic_id: UUID, device_id: UUID, form: DeviceSerialForm) -> None:
    """The number that it has had all along: records of sessions name the device, and say it from now on.

    What was published of a session keeps the number that was known then. Raises NotFound, Forbidden, NameTaken.
    """
    work.access.authorize(where=clinic_id)
    await hold_resource(work, clinic_id, ResourceKind.DEVICE, device_id)
    device = (await devices_of(work, [device_id]))[device_id]
    of = devices.c
    other = exists().where(of.model == device.model, of.serial == form.serial, of.id != device_id)
    if await work.scalar(select(other)):
        raise _known(device.model, form.serial)
    await work.execute(update(devices).where(of.id == device_id).values(serial=form.serial))
    work.audit("device.corrected", f"device/{device_id}", was=device.serial, reason=form.reason)


def _known(model: str, serial: str) -> NameTaken:
    return NameTaken(
        "A {model} with serial number {serial} is known already: check the number.", model=model, serial=serial
    )
