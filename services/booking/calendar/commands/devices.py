"""Clinics get devices, and put right what was entered wrongly of them."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import exists, func, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from chassis.ids import new_id
from chassis.work import Work
from contracts.booking.appointments import AppointmentMoved, AppointmentTime
from services.booking.calendar.commands.appointments import need_of
from services.booking.calendar.commands.checks import DependsOn, check_ahead
from services.booking.calendar.commands.freed import note_opened
from services.booking.calendar.domain.appointments import Status
from services.booking.calendar.domain.devices import Device
from services.booking.calendar.domain.refusals import NameTaken
from services.booking.calendar.domain.unavailabilities import ResourceKind
from services.booking.calendar.forms.devices import DeviceCorrectionForm, DeviceForm, DeviceView
from services.booking.calendar.store.appointments import (
    change_appointment,
    lock_appointment,
    said_of,
    sessions_ahead_with,
)
from services.booking.calendar.store.devices import devices_of
from services.booking.calendar.store.unavailabilities import hold_resource
from services.booking.calendar.tables import devices
from services.booking.people.store.clinics import require_clinic


async def add_device(work: Work, clinic_id: UUID, form: DeviceForm) -> DeviceView:
    """Raises NotFound, NameTaken."""
    await require_clinic(work, clinic_id)
    await _require_unknown(work, form.model, form.serial, None)
    device_id = new_id()
    values = form.model_dump() | {"modality": form.modality.value}
    statement = insert_or(devices).values(id=device_id, clinic_id=clinic_id, **values).on_conflict_do_nothing()
    if (await work.execute(statement)).rowcount == 0:
        raise _known(form.model, form.serial)
    await note_opened(work, [clinic_id], work.now, None)
    return DeviceView(id=device_id, clinic_id=clinic_id, **form.model_dump())


async def correct_device(work: Work, clinic_id: UUID, device_id: UUID, form: DeviceCorrectionForm) -> None:
    """What has been true of it all along: records of sessions name the device, and say it from now on.

    What was published of a session keeps what was known then; what is booked is checked, and needs the cartridges that
    the device takes. Raises NotFound, Forbidden, NameTaken.
    """
    work.access.authorize(where=clinic_id)
    await hold_resource(work, clinic_id, ResourceKind.DEVICE, device_id)
    device = (await devices_of(work, [device_id]))[device_id]
    corrected = replace(device, **form.said)
    of = devices.c
    await _require_unknown(work, corrected.model, corrected.serial, device_id)
    was = {name: getattr(device, name) for name, value in form.said.items() if getattr(device, name) != value}
    if not was:
        return
    await work.execute(update(devices).where(of.id == device_id).values(**form.said))
    work.audit("device.corrected", f"device/{device_id}", was=was, reason=form.reason)
    if was.keys() & {"cartridge_gtin", "cartridges_per_session"}:
        await _need_others(work, corrected)
    await check_ahead(work, DependsOn.DEVICE, device_id)
    if "model" in was:
        await note_opened(work, [clinic_id], work.now, None)


async def _need_others(work: Work, device: Device) -> None:
    """The sessions that are booked with a device take the cartridges that it takes: inventory reserves them anew."""
    need = need_of(device)
    said = {"cartridge_gtin": need.gtin if need else None, "cartridges": need.quantity if need else 0}
    for appointment_id in await sessions_ahead_with(work, device.device_id):
        appointment = await lock_appointment(work, appointment_id)
        if appointment.device_id != device.device_id or appointment.status != Status.BOOKED.value:
            continue
        changed = await change_appointment(work, appointment, short_since=None, substitute_gtin=None, **said)
        work.publish(
            AppointmentMoved(
                **said_of(appointment),
                previous_starts_at=appointment.starts_at,
                time=AppointmentTime(
                    starts_at=appointment.starts_at,
                    ends_at=appointment.ends_at,
                    treatment_starts_at=appointment.treatment_starts_at,
                ),
                cartridges=need,
                change=changed["version"],
            )
        )


async def _require_unknown(work: Work, model: str, serial: str, this: UUID | None) -> None:
    """Raises NameTaken: a serial number is the same in capitals and in small letters.

    Of two that enter it at once, the second waits for the first.
    """
    of = devices.c
    await work.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"device {model} {serial.lower()}"))))
    other = exists().where(of.model == model, func.lower(of.serial) == serial.lower())
    if await work.scalar(select(other if this is None else other.where(of.id != this))):
        raise _known(model, serial)


def _known(model: str, serial: str) -> NameTaken:
    return NameTaken(
        "A {model} with serial number {serial} is known already: check the number.", model=model, serial=serial
    )
