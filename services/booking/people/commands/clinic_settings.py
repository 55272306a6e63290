"""A clinic's own settings change."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.http import Patch, require_version
from chassis.work import Work
from services.booking.people.forms.clinic_settings import ClinicSettingsForm, ClinicSettingsView
from services.booking.people.store.clinics import lock_clinic
from services.booking.people.tables import clinic_settings


async def edited_settings(work: Work, clinic_id: UUID, edit: Patch[ClinicSettingsForm]) -> ClinicSettingsForm:
    """A clinic's settings as they would be after an edit. Raises NotFound, NotUnderstood."""
    return _edited(await _held(work, clinic_id), edit)


async def _held(work: Work, clinic_id: UUID) -> Row | None:
    """What a clinic has said so far, the clinic's row locked; None: nothing."""
    await lock_clinic(work, clinic_id)
    return (await work.execute(select(clinic_settings).where(clinic_settings.c.clinic_id == clinic_id))).one_or_none()


def _edited(present: Row | None, edit: Patch[ClinicSettingsForm]) -> ClinicSettingsForm:
    return edit.onto(ClinicSettingsForm.model_construct(**present._mapping) if present else ClinicSettingsForm())


async def change_clinic_settings(
    work: Work, clinic_id: UUID, edit: Patch[ClinicSettingsForm], version: int
) -> ClinicSettingsView:
    """What a clinic does differently, for appointments that are booked from now on; those that are booked stay.

    Raises NotFound, Forbidden, Stale, NotUnderstood.
    """
    work.access.authorize(where=clinic_id)
    present = await _held(work, clinic_id)
    require_version(version, present.version if present else 0)
    form = _edited(present, edit)
    values = {**form.model_dump(), "version": version + 1}
    change = insert(clinic_settings).values(clinic_id=clinic_id, **values)
    await work.execute(change.on_conflict_do_update(index_elements=["clinic_id"], set_=values))
    work.audit("clinic.settings", f"clinic/{clinic_id}", **form.model_dump())
    return ClinicSettingsView(clinic_id=clinic_id, **values)
