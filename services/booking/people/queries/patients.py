"""Patients: who they are and how to reach them."""

from uuid import UUID

from chassis.access.scopes import Scope
from chassis.data.rows import Row
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.people.access import require_patient
from services.booking.people.forms.patients import PatientView, PreferencesView
from services.booking.people.store.patients import PATIENT


async def patient_row(work: Work, patient_id: UUID, action: Scope | None = None) -> Row:
    """A patient with whom the caller may do ``action``, by default the route's. Raises NotFound, Forbidden."""
    row = (await work.execute(PATIENT, {"of": patient_id})).one_or_none()
    if row is None:
        raise NotFound("There is no such patient.")
    await require_patient(work, row, action)
    return row


async def patient(work: Work, patient_id: UUID) -> PatientView:
    """Raises NotFound, Forbidden."""
    return PatientView.model_validate(await patient_row(work, patient_id), from_attributes=True)


async def preferences(work: Work, patient_id: UUID) -> PreferencesView:
    """Raises NotFound, Forbidden."""
    row = await patient_row(work, patient_id)
    return PreferencesView(
        patient_id=row.id,
        channel=row.channel,
        marketing=row.marketing,
        opted_out_at=row.opted_out_at,
        version=row.version,
    )
