"""Clinics get practitioners."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, insert

from chassis.ids import new_id
from chassis.work import Work
from services.booking.people.forms.practitioners import PermissionForm, PractitionerForm, PractitionerView
from services.booking.people.store.clinics import require_clinic
from services.booking.people.tables import permissions, practitioners


async def add_practitioner(work: Work, clinic_id: UUID, form: PractitionerForm) -> PractitionerView:
    """A practitioner, and what they may do at this clinic. Raises NotFound."""
    await require_clinic(work, clinic_id)
    practitioner_id = new_id()
    names = form.model_dump(exclude={"permissions"})
    await work.execute(insert(practitioners).values(id=practitioner_id, clinic_id=clinic_id, **names))
    await keep_permissions(work, practitioner_id, form.permissions)
    return PractitionerView(id=practitioner_id, clinic_id=clinic_id, **names, permissions=form.permissions)


async def keep_permissions(work: Work, practitioner_id: UUID, granted: Sequence[PermissionForm]) -> None:
    """Put these in place of what the practitioner, whose row is locked or new, was permitted before."""
    await work.execute(delete(permissions).where(permissions.c.practitioner_id == practitioner_id))
    rows = [{"practitioner_id": practitioner_id, **one.model_dump(), "modality": one.modality.value} for one in granted]
    if rows:
        await work.execute(insert(permissions), rows)
