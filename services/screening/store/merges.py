"""What one record of a person holds goes over to another one. Both rows are locked then."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.merging.recording import Origins, traced
from chassis.work import Work
from services.screening.tables import (
    appointments_ahead,
    care_relationships,
    consents,
    consults,
    course_plans,
    day_answers,
    declarations,
    emergency_accesses,
    intakes,
    metadata,
    patients,
    reaction_reports,
    reaction_steps,
    review_attachments,
    review_questions,
    ruling_proposals,
    screenings,
    suspensions,
    treated_sessions,
    worklist_items,
)

PUBLISHED = (consults, screenings, reaction_reports, suspensions)
"""What is published under the patient that it was made for."""
FOLLOW = (
    consents,
    day_answers,
    declarations,
    emergency_accesses,
    ruling_proposals,
    review_attachments,
    review_questions,
    appointments_ahead,
    course_plans,
    reaction_steps,
    treated_sessions,
    worklist_items,
)
BY_THEMSELVES = (intakes, care_relationships)
"""Moved in a way of their own."""
ORIGINS = Origins(
    pointer=patients.c.merged_into,
    tables=traced(metadata),
    only_moved=frozenset({"worklist_items", "screenings"}),
    made=frozenset({"care_relationships"}),
)
"""What of a merge is kept, so that it can be undone."""


async def has_history(work: Work, patient_id: UUID) -> bool:
    """Whether anything was declared or found under a record."""
    held = [select(table.c.id).where(table.c.patient_id == patient_id).exists() for table in (declarations, consults)]
    return bool(await work.scalar(select(held[0] | held[1])))


async def drop_intake(work: Work, ends: UUID) -> None:
    """Nobody has to fill in the health form twice."""
    await work.execute(delete(intakes).where(intakes.c.patient_id == ends, intakes.c.declared_at.is_(None)))


async def move_rows(work: Work, ends: UUID, stays: Row) -> None:
    """Everything follows; what was published under the old id goes on being published under it."""
    for table in PUBLISHED:
        published = func.coalesce(table.c.published_as, ends)
        theirs = update(table).where(table.c.patient_id == ends)
        await work.execute(theirs.values(patient_id=stays.id, published_as=published))
    for table in FOLLOW:
        await work.execute(update(table).where(table.c.patient_id == ends).values(patient_id=stays.id))
    moved = update(intakes).where(intakes.c.patient_id == ends).values(patient_id=stays.id)
    await work.execute(moved.values(clinic_id=stays.home_clinic_id) if stays.home_clinic_id else moved)
    await _move_relationships(work, ends, stays.id)


async def _move_relationships(work: Work, ends: UUID, stays: UUID) -> None:
    of = care_relationships
    gone = (await work.execute(delete(of).where(of.c.patient_id == ends).returning(of.c.clinic_id, of.c.until))).all()
    for row in gone:
        kept = insert(of).values(patient_id=stays, clinic_id=row.clinic_id, until=row.until)
        until = func.greatest(of.c.until, kept.excluded.until)
        await work.execute(
            kept.on_conflict_do_update(index_elements=["patient_id", "clinic_id"], set_={"until": until})
        )


async def end_record(work: Work, ends: UUID, stays: UUID) -> Row:
    """The record points to the one that goes on, and so do those that pointed to it. Answers the one that goes on."""
    pointing = (patients.c.id == ends) | (patients.c.merged_into == ends)
    await work.execute(update(patients).where(pointing).values(merged_into=stays))
    merged = update(patients).where(patients.c.id == stays).values(merged_at=work.now)
    return (await work.execute(merged.returning(*patients.columns))).one()


async def go_on_publishing_as(work: Work, patient_id: UUID, consult_ids: Collection[UUID]) -> None:
    """What was published under a patient goes on being published so, whoever's it is: these consults' decisions."""
    for table, consult in ((consults, consults.c.id), (screenings, screenings.c.consult_id)):
        theirs = consult.in_(list(consult_ids)) & (table.c.patient_id == patient_id) & table.c.published_as.is_(None)
        await work.execute(update(table).where(theirs).values(published_as=patient_id))
