"""Patients: who they are, how to reach them, and what screening decided about them."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, select

from chassis.work import Work
from services.booking.domain.refusals import Forbidden, NotFound
from services.booking.forms.patients import PatientView, PreferencesView
from services.booking.forms.treatment import ClearanceView, PatientClearanceView
from services.booking.tables import appointments, clearances, patients


async def require_in_scope(work: Work, patient: Row[Any]) -> None:
    """Raises Forbidden unless the patient's home, or an appointment of theirs, is at a clinic of the actor's."""
    work.actor.require_patient(patient.id)
    allowed = work.actor.clinics
    if allowed is None or work.actor.is_patient or patient.home_clinic_id in allowed:
        return
    comes = exists().where(appointments.c.patient_id == patient.id, appointments.c.clinic_id.in_(allowed))
    if not (await work.execute(select(comes))).scalar_one():
        raise Forbidden("This patient does not come to a clinic that you work for.")


def own_id(work: Work) -> UUID:
    """The patient that a signed-in patient is. Raises Forbidden when the token names none."""
    try:
        return UUID(work.actor.subject)
    except ValueError as error:
        raise Forbidden("This token is a patient's, but names none: sign in again.") from error


async def patient_row(work: Work, patient_id: UUID) -> Row[Any]:
    """A patient whom the actor may see. Raises NotFound, Forbidden."""
    work.actor.require_patient(patient_id)
    row = (await work.execute(select(patients).where(patients.c.id == patient_id))).one_or_none()
    if row is None:
        raise NotFound("There is no such patient.")
    await require_in_scope(work, row)
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


async def clearance(work: Work, patient_id: UUID) -> PatientClearanceView:
    """Every decision about a patient, the newest first. Raises NotFound, Forbidden."""
    await patient_row(work, patient_id)
    statement = (
        select(clearances)
        .where(clearances.c.patient_id == patient_id)
        .order_by(clearances.c.decided_at.desc(), clearances.c.heard.desc())
    )
    rows = await work.execute(statement)
    return PatientClearanceView(items=[ClearanceView.model_validate(row, from_attributes=True) for row in rows])
