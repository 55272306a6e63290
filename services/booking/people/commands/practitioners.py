"""Clinics get practitioners."""

from uuid import UUID

from sqlalchemy import insert

from chassis.ids import new_id
from chassis.work import Work
from services.booking.people.forms.practitioners import PractitionerForm, PractitionerView
from services.booking.people.store.clinics import require_clinic
from services.booking.people.tables import permissions, practitioners


async def add_practitioner(work: Work, clinic_id: UUID, form: PractitionerForm) -> PractitionerView:
    """A practitioner, and what they may do at this clinic. Raises NotFound."""
    await require_clinic(work, clinic_id)
    practitioner_id = new_id()
    names = form.model_dump(exclude={"permissions"})
    await work.execute(insert(practitioners).values(id=practitioner_id, clinic_id=clinic_id, **names))
    granted = [
        {"practitioner_id": practitioner_id, "modality": one.modality.value, "max_depth_mm": one.max_depth_mm}
        for one in form.permissions
    ]
    if granted:
        await work.execute(insert(permissions), granted)
    ordered = sorted(form.permissions, key=lambda one: one.modality)
    return PractitionerView(id=practitioner_id, clinic_id=clinic_id, **names, permissions=ordered)
