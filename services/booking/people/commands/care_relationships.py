"""Another clinic than the home clinic looks after a patient for a time."""

from datetime import datetime
from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from contracts.booking.patients import CareRelationshipOpened
from services.booking.people.access import require_going_on
from services.booking.people.domain.refusals import EnteredAlready
from services.booking.people.forms.care_relationships import CareRelationshipForm, CareRelationshipView
from services.booking.people.settings import care_lasts
from services.booking.people.store.care_relationships import extend_relationship, open_relationship
from services.booking.people.store.clinics import place_of
from services.booking.people.store.patients import lock_patient, patient_name


async def open_care_relationship(work: Work, patient_id: UUID, form: CareRelationshipForm) -> CareRelationshipView:
    """A clinic says why another clinic's patient comes to it. The home clinic sees it.

    Raises NotFound, Forbidden, and EnteredAlready for the home clinic.
    """
    work.access.authorize(where=form.clinic_id)
    place = await place_of(work, form.clinic_id)
    patient = await lock_patient(work, patient_id)
    require_going_on(patient)
    if form.clinic_id == patient.home_clinic_id:
        raise EnteredAlready("This is the patient's home clinic: it looks after them without a reason.")
    work.access.concerns(patient_id, form.clinic_id)
    row = await _open(work, patient, form.clinic_id, form.reason, work.now + care_lasts())
    names = {"patient_name": patient_name(patient), "clinic_name": place.name}
    return CareRelationshipView(**row._mapping, **names)


async def note_visit(work: Work, patient: Row, clinic_id: UUID, ends_at: datetime) -> None:
    """The patient, whose row is locked, has an appointment at this clinic: it looks after them for a time after it."""
    if clinic_id == patient.home_clinic_id:
        return
    until = ends_at + care_lasts()
    if await extend_relationship(work, patient.id, clinic_id, until):
        work.publish(CareRelationshipOpened(patient_id=patient.id, clinic_id=clinic_id, until=until))
    else:
        await _open(work, patient, clinic_id, "An appointment was booked there.", until)


async def leave(work: Work, patient: Row) -> None:
    """The patient, whose row is locked, gets another home clinic: the one until now goes on for a time."""
    await _open(work, patient, patient.home_clinic_id, "It was the home clinic until now.", work.now + care_lasts())


async def go_on_after_merge(work: Work, patient: Row, clinic_id: UUID, until: datetime | None) -> None:
    """The clinic was home to a record that was merged into this patient's, whose row is locked: it goes on for a time.

    ``until`` (UTC) is the end of the last appointment there that is booked, if one is.
    """
    if clinic_id != patient.home_clinic_id:
        ends = max(until or work.now, work.now) + care_lasts()
        await _open(work, patient, clinic_id, "It was the home clinic of a record that was merged.", ends)


async def _open(work: Work, patient: Row, clinic_id: UUID, reason: str, until: datetime) -> Row:
    row = await open_relationship(work, patient.id, clinic_id, reason, until)
    work.audit("patient.care_opened", f"patient/{patient.id}", clinic=str(clinic_id), reason=reason, until=str(until))
    work.publish(CareRelationshipOpened(patient_id=patient.id, clinic_id=clinic_id, until=until))
    return row
