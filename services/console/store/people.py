"""Patients whose record was merged or erased; everybody else is not in this table."""

from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.merging.recording import Origins, traced
from chassis.work import Work
from services.console.tables import metadata, people

ORIGINS = Origins(pointer=people.c.goes_on_as, lives_without_pointer=False, tables=traced(metadata))
"""What of a merge is kept, so that it can be undone."""


async def person_of(work: Work, patient_id: UUID) -> UUID | None:
    """Whose rows these are now: the patient, the one whose record goes on, or None where that one is erased."""
    first, second = people.alias(), people.alias()
    found = (
        select(first.c.goes_on_as, second.c.id.label("ended"), second.c.goes_on_as.label("further"))
        .select_from(first.outerjoin(second, second.c.id == first.c.goes_on_as))
        .where(first.c.id == patient_id)
    )
    row = (await work.execute(found)).one_or_none()
    if row is None:
        return patient_id
    further: UUID | None = row.further if row.ended else row.goes_on_as
    return further


async def end_record(work: Work, patient_id: UUID, goes_on_as: UUID | None) -> None:
    """The record ends: merged into another one, or erased. Those that pointed to it go on as it does."""
    statement = insert(people).values(id=patient_id, goes_on_as=goes_on_as)
    await work.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"goes_on_as": goes_on_as}))
    await work.execute(update(people).where(people.c.goes_on_as == patient_id).values(goes_on_as=goes_on_as))


async def lock_people(work: Work) -> None:
    """Endings of records wait for each other: chains of them are short, and they are rare."""
    await work.execute(select(func.pg_advisory_xact_lock(func.hashtext("console.people"))))
