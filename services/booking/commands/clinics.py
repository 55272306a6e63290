"""Clinics open and change, and get rooms, devices and practitioners."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from chassis.http import require_version
from chassis.ids import new_id
from chassis.work import Work
from contracts.booking.clinics import ClinicChanged, ClinicDetails, ClinicOpened
from services.booking.domain.cartridges import gtin_14
from services.booking.domain.refusals import NotFound, Refusal
from services.booking.forms.clinics import ClinicForm, DeviceForm, PractitionerForm, RoomForm
from services.booking.tables import clinics, devices, opening_hours, permissions, practitioners, rooms


class NameTaken(Refusal):
    """There is one of that name or serial number already."""


async def open_clinic(work: Work, form: ClinicForm) -> UUID:
    """A clinic joins the chain."""
    clinic_id = new_id()
    await work.execute(insert(clinics).values(id=clinic_id, version=1, **_columns(form)))
    await _set_hours(work, clinic_id, form)
    work.publish(ClinicOpened(clinic_id=clinic_id, details=_details(form)))
    return clinic_id


async def change_clinic(work: Work, clinic_id: UUID, form: ClinicForm, version: int) -> None:
    """A clinic's details or hours change. Appointments stay at their moments. Raises NotFound, Stale."""
    work.actor.require_clinic(clinic_id)
    statement = select(clinics.c.version).where(clinics.c.id == clinic_id).with_for_update(key_share=True)
    present = (await work.execute(statement)).scalar_one_or_none()
    if present is None:
        raise NotFound("There is no such clinic.")
    require_version(version, present)
    await work.execute(update(clinics).where(clinics.c.id == clinic_id).values(version=present + 1, **_columns(form)))
    await work.execute(delete(opening_hours).where(opening_hours.c.clinic_id == clinic_id))
    await _set_hours(work, clinic_id, form)
    work.publish(ClinicChanged(clinic_id=clinic_id, details=_details(form)))


async def add_room(work: Work, clinic_id: UUID, form: RoomForm) -> UUID:
    """Raises NotFound, NameTaken."""
    await _require(work, clinic_id)
    room_id = new_id()
    statement = insert_or(rooms).values(id=room_id, clinic_id=clinic_id, name=form.name).on_conflict_do_nothing()
    if (await work.execute(statement)).rowcount == 0:
        raise NameTaken(f"The clinic has a room named {form.name!r} already: choose another name.")
    return room_id


async def add_device(work: Work, clinic_id: UUID, form: DeviceForm) -> UUID:
    """Raises NotFound, NameTaken; Invalid for a GTIN that cannot be."""
    await _require(work, clinic_id)
    device_id = new_id()
    values = form.model_dump() | {
        "modality": form.modality.value,
        "cartridge_gtin": gtin_14(form.cartridge_gtin) if form.cartridge_gtin else None,
    }
    statement = insert_or(devices).values(id=device_id, clinic_id=clinic_id, **values).on_conflict_do_nothing()
    if (await work.execute(statement)).rowcount == 0:
        raise NameTaken(f"A {form.model} with serial number {form.serial} is known already: check the number.")
    return device_id


async def add_practitioner(work: Work, clinic_id: UUID, form: PractitionerForm) -> UUID:
    """A practitioner, and what they may do at this clinic. Raises NotFound."""
    await _require(work, clinic_id)
    practitioner_id = new_id()
    names = form.model_dump(exclude={"permissions"})
    await work.execute(insert(practitioners).values(id=practitioner_id, clinic_id=clinic_id, **names))
    granted = [
        {"practitioner_id": practitioner_id, "modality": one.modality.value, "max_depth_mm": one.max_depth_mm}
        for one in form.permissions
    ]
    if granted:
        await work.execute(insert(permissions), granted)
    return practitioner_id


async def _require(work: Work, clinic_id: UUID) -> None:
    work.actor.require_clinic(clinic_id)
    if (await work.execute(select(clinics.c.id).where(clinics.c.id == clinic_id))).one_or_none() is None:
        raise NotFound("There is no such clinic.")


async def _set_hours(work: Work, clinic_id: UUID, form: ClinicForm) -> None:
    await work.execute(insert(opening_hours), [{"clinic_id": clinic_id, **one.model_dump()} for one in form.hours])


def _columns(form: ClinicForm) -> dict[str, Any]:
    return form.model_dump(exclude={"hours"})


def _details(form: ClinicForm) -> ClinicDetails:
    return ClinicDetails(**form.model_dump(exclude={"hours"}))
