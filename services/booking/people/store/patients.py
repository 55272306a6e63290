"""Patients, loaded and locked."""

from uuid import UUID

from sqlalchemy import bindparam, select

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.people.store.locks import NO_KEY
from services.booking.people.tables import PATIENT_COLUMNS, patients

PATIENT_NAME = (patients.c.given_name + " " + patients.c.family_name).label("patient_name")
"""A patient's full name, as a column of a list."""
PATIENT = Prepared(select(*PATIENT_COLUMNS).where(patients.c.id == bindparam("of")))
_HELD = Prepared(select(*PATIENT_COLUMNS).where(patients.c.id == bindparam("of")).with_for_update(**NO_KEY))


_HOME = Prepared(select(patients.c.home_clinic_id).where(patients.c.id == bindparam("of")))


def patient_name(patient: Row) -> str:
    """The full name of a patient whose row is loaded."""
    return f"{patient.given_name} {patient.family_name}"


async def home_clinic_of(work: Work, patient_id: UUID) -> UUID | None:
    """The clinic to which a patient belongs; None where there is no such patient."""
    home: UUID | None = await work.scalar(_HOME, {"of": patient_id})
    return home


async def lock_patient(work: Work, patient_id: UUID) -> Row:
    """The patient's row, held until the commit: all that is published for a patient is in one order.

    The record may have been merged into another one.
    """
    row = (await work.execute(_HELD, {"of": patient_id})).one_or_none()
    if row is None:
        raise NotFound("There is no such patient.")
    return row


async def lock_person(work: Work, patient_id: UUID) -> Row:
    """The record that goes on for a patient, held until the commit: for events, which name ended records for ever."""
    row = await lock_patient(work, patient_id)
    while row.merged_into is not None:
        row = await lock_patient(work, row.merged_into)
    return row


async def patient_of(work: Work, patient_id: UUID) -> Row:
    """The patient's row, not locked, merged or not. Raises NotFound."""
    row = (await work.execute(PATIENT, {"of": patient_id})).one_or_none()
    if row is None:
        raise NotFound("There is no such patient.")
    return row


async def person_now(work: Work, patient_id: UUID) -> UUID:
    """The patient whose record goes on for this one, not locked."""
    goes_on: UUID | None = await work.scalar(select(patients.c.merged_into).where(patients.c.id == patient_id))
    return goes_on or patient_id


async def patients_after(work: Work, after: UUID | None, limit: int) -> list[UUID]:
    """Patients who have a record of their own, in the order of their ids."""
    statement = select(patients.c.id).where(patients.c.merged_into.is_(None), patients.c.erased_at.is_(None))
    if after is not None:
        statement = statement.where(patients.c.id > after)
    return list((await work.execute(statement.order_by(patients.c.id).limit(limit))).scalars())
