"""Patients, as far as screening needs them. Everything about one is written under the lock of the row."""

from datetime import date
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.work import Work
from services.screening.domain.refusals import RecordMerged
from services.screening.tables import patients


async def lock_patient(work: Work, patient_id: UUID) -> Row:
    """The patient's row, locked until the commit; inserted when only the id is known so far.

    Declaration, consult and birthday may arrive at once in two transactions: the lock makes the second of them see
    what the first has stored, so that whichever comes last decides. The record may have been merged into another one.
    """
    locked = select(patients).where(patients.c.id == patient_id).with_for_update()
    found = (await work.execute(locked)).first()
    if found is not None:
        return found
    new = insert(patients).values(id=patient_id).on_conflict_do_nothing().returning(*patients.columns)
    return (await work.execute(new)).first() or (await work.execute(locked)).one()


async def find_patient(work: Work, patient_id: UUID) -> Row:
    """The patient's row, not locked. There is one wherever anything is kept about them."""
    return (await work.execute(select(patients).where(patients.c.id == patient_id))).one()


async def find_patient_if_any(work: Work, patient_id: UUID) -> Row | None:
    """The patient's row, not locked; None where nothing is known of them."""
    return (await work.execute(select(patients).where(patients.c.id == patient_id))).first()


async def lock_person(work: Work, patient_id: UUID) -> Row:
    """The record that goes on for a patient, locked: for events, which name ended records for ever."""
    row = await lock_patient(work, patient_id)
    while row.merged_into is not None:
        row = await lock_patient(work, row.merged_into)
    return row


async def lock_going_on(work: Work, patient_id: UUID) -> Row:
    """The patient's row, locked, for a person's request. Raises RecordMerged, which names the record that goes on."""
    row = await lock_patient(work, patient_id)
    if row.merged_into is not None:
        raise RecordMerged("This record was merged into patient {patient}: use that one.", patient=row.merged_into)
    return row


def published_patient(row: Row) -> UUID:
    """The patient in what is published about a row: whom it was made for, also after two records were merged."""
    published: UUID = row.published_as or row.patient_id
    return published


async def keep_patient(work: Work, patient_id: UUID, date_of_birth: date, home_clinic_id: UUID, language: str) -> Row:
    """Store what is known of a patient, whose row is locked then. Answers the new row."""
    known = {"date_of_birth": date_of_birth, "home_clinic_id": home_clinic_id, "language": language}
    statement = update(patients).where(patients.c.id == patient_id).values(known).returning(*patients.columns)
    return (await work.execute(statement)).one()


async def language_of(work: Work, patient_id: UUID) -> str | None:
    """The language that the patient reads, when it is known."""
    language: str | None = await work.scalar(select(patients.c.language).where(patients.c.id == patient_id))
    return language
