"""Clinics get practitioners."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, insert, update

from chassis.ids import new_id
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.people.forms.practitioners import (
    PermissionForm,
    PractitionerForm,
    PractitionerNameForm,
    PractitionerView,
)
from services.booking.people.store.clinics import require_clinic
from services.booking.people.store.shifts import hold_practitioner
from services.booking.people.tables import permissions, practitioners


async def add_practitioner(work: Work, clinic_id: UUID, form: PractitionerForm) -> PractitionerView:
    """A practitioner, and what they may do at this clinic. Raises NotFound."""
    await require_clinic(work, clinic_id)
    practitioner_id = new_id()
    names = form.model_dump(exclude={"permissions"})
    await work.execute(insert(practitioners).values(id=practitioner_id, clinic_id=clinic_id, **names))
    await keep_permissions(work, practitioner_id, form.permissions)
    return PractitionerView(id=practitioner_id, clinic_id=clinic_id, **names, permissions=form.permissions)


async def rename_practitioner(work: Work, clinic_id: UUID, practitioner_id: UUID, form: PractitionerNameForm) -> None:
    """Another name or profession: a typing error, or they have another one now. Raises NotFound, Forbidden.

    What was recorded or sent before says what it said. Of two at once the last counts.
    """
    work.access.authorize(where=clinic_id)
    names = form.model_dump(exclude={"reason"})
    this = (practitioners.c.id == practitioner_id) & (practitioners.c.clinic_id == clinic_id)
    await hold_practitioner(work, practitioner_id)
    if (await work.execute(update(practitioners).where(this).values(**names))).rowcount == 0:
        raise NotFound("There is no such practitioner at this clinic.")
    work.audit("practitioner.renamed", f"practitioner/{practitioner_id}", reason=form.reason)


async def keep_permissions(work: Work, practitioner_id: UUID, granted: Sequence[PermissionForm]) -> None:
    """Put these in place of what the practitioner, whose row is locked or new, was permitted before."""
    await work.execute(delete(permissions).where(permissions.c.practitioner_id == practitioner_id))
    rows = [{"practitioner_id": practitioner_id, **one.model_dump(), "modality": one.modality.value} for one in granted]
    if rows:
        await work.execute(insert(permissions), rows)
