"""Clinics get devices."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert as insert_or

from chassis.ids import new_id
from chassis.work import Work
from services.booking.calendar.commands.freed import note_opened
from services.booking.calendar.domain.refusals import NameTaken
from services.booking.calendar.forms.devices import DeviceForm, DeviceView
from services.booking.calendar.tables import devices
from services.booking.people.store.clinics import require_clinic


async def add_device(work: Work, clinic_id: UUID, form: DeviceForm) -> DeviceView:
    """Raises NotFound, NameTaken."""
    await require_clinic(work, clinic_id)
    device_id = new_id()
    values = form.model_dump() | {"modality": form.modality.value}
    statement = insert_or(devices).values(id=device_id, clinic_id=clinic_id, **values).on_conflict_do_nothing()
    if (await work.execute(statement)).rowcount == 0:
        raise NameTaken(
            "A {model} with serial number {serial} is known already: check the number.",
            model=form.model,
            serial=form.serial,
        )
    await note_opened(work, [clinic_id], work.now, None)
    return DeviceView(id=device_id, clinic_id=clinic_id, **form.model_dump())
