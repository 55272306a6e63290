"""Patients, loaded and locked."""

from uuid import UUID

from sqlalchemy import bindparam, select, update

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.people.store.locks import NO_KEY
from services.booking.people.tables import patients

PATIENT_NAME = (patients.c.given_name + " " + patients.c.family_name).label("patient_name")
"""A patient's full name, as a column of a list."""
PATIENT = Prepared(select(patients).where(patients.c.id == bindparam("of")))
_HELD = Prepared(select(patients).where(patients.c.id == bindparam("of")).with_for_update(**NO_KEY))


async def lock_patient(work: Work, patient_id: UUID) -> Row:
    """The patient's row, held until the commit: all that is published for a patient is in one order."""
    row = (await work.execute(_HELD, {"of": patient_id})).one_or_none()
    if row is None:
        raise NotFound("There is no such patient.")
    return row


async def note_clinic(work: Work, patient: Row, clinic_id: UUID) -> None:
    """The patient, whose row is locked, has an appointment at this clinic: its staff may see them from now on."""
    if clinic_id not in patient.clinics:
        statement = update(patients).where(patients.c.id == patient.id)
        await work.execute(statement.values(clinics=[*patient.clinics, clinic_id]))
