"""What one record holds goes over to another one. The patients' rows are locked then."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Table, func, select, update

from chassis.data.rows import Row
from chassis.merging.recording import Origins, traced
from chassis.work import Work
from services.booking.calendar.store.appointments import is_booked
from services.booking.calendar.tables import appointments, attendance_facts, holds, occupations, visit_stations
from services.booking.care.tables import (
    clearances,
    consults,
    course_balances,
    course_extensions,
    courses,
    dismissals,
    earlier_consults,
    earlier_results_reviews,
    earlier_sessions,
    follow_ups,
    photos,
    results_reviews,
    sessions,
    skipped_reviews,
    suspensions,
    waitlist_entries,
    waitlist_offers,
)
from services.booking.care.tables import consents as treatment_consents
from services.booking.people.tables import (
    care_relationships,
    clinics,
    contact_changes,
    emergency_accesses,
    guardians,
    import_lines,
    imported_records,
    merge_proposals,
    patient_addresses,
    patient_notes,
    patients,
    possible_duplicates,
    processing_consents,
)
from services.booking.tables import metadata, worklist_items

_PATIENT = "patient"
"""The kind of resource that keeps a patient from two appointments at once."""
FOLLOW = (
    attendance_facts,
    visit_stations,
    consults,
    earlier_consults,
    clearances,
    courses,
    course_extensions,
    skipped_reviews,
    sessions,
    earlier_sessions,
    results_reviews,
    photos,
    earlier_results_reviews,
    follow_ups,
    suspensions,
    care_relationships,
    emergency_accesses,
    processing_consents,
    contact_changes,
    patient_addresses,
    guardians,
    patient_notes,
    merge_proposals,
    possible_duplicates,
    treatment_consents,
    waitlist_entries,
    waitlist_offers,
    course_balances,
    dismissals,
    import_lines,
    imported_records,
    worklist_items,
)

ENDED = (holds,)
"""Rows that end with a merge: a slot that is held for either record is given back."""

ORIGINS = Origins(
    pointer=patients.c.merged_into,
    tables=traced(
        metadata,
        possible_duplicates=("other_id",),
        merge_proposals=("into",),
        occupations=("resource_id",),
        dismissals=("subject_id",),
    ),
    only_moved=frozenset({"worklist_items", "contact_changes", "holds", "waitlist_entries", "waitlist_offers"}),
)
"""What of a merge is kept, so that it can be undone."""


@dataclass(frozen=True, slots=True)
class Moved:
    """How many rows went over."""

    appointments: int
    courses: int
    sessions: int


async def both_expected(work: Work, ends: UUID, stays: UUID) -> Row | None:
    """The first booked appointment of one record during one of the other: ``starts_at`` (UTC) and ``time_zone``."""
    theirs = occupations.alias()
    meet = theirs.c.during.op("&&")(occupations.c.during)
    statement = (
        select(appointments.c.starts_at, clinics.c.time_zone)
        .join(clinics, clinics.c.id == appointments.c.clinic_id)
        .join(occupations, occupations.c.appointment_id == appointments.c.id)
        .join(theirs, (theirs.c.resource_kind == _PATIENT) & (theirs.c.resource_id == stays) & meet)
        .where(is_booked(ends), occupations.c.resource_kind == _PATIENT, occupations.c.resource_id == ends)
        .order_by(appointments.c.starts_at)
        .limit(1)
    )
    return (await work.execute(statement)).first()


async def move_rows(work: Work, ends: UUID, stays: UUID) -> Moved:
    """Everything follows. An appointment goes on being published under the patient that it was booked for.

    What occupied the patient in the past stays under the old id: it keeps nobody from anything.
    """
    booked = select(appointments.c.id).where(is_booked(ends))
    theirs = (occupations.c.resource_kind == _PATIENT) & (occupations.c.resource_id == ends)
    await work.execute(
        update(occupations).where(theirs, occupations.c.appointment_id.in_(booked)).values(resource_id=stays)
    )
    published = func.coalesce(appointments.c.published_as, ends)
    moved = {appointments: await _move(work, appointments, ends, stays, published_as=published)}
    await work.execute(update(dismissals).where(dismissals.c.subject_id == ends).values(subject_id=stays))
    for table in FOLLOW:
        moved[table] = await _move(work, table, ends, stays)
    return Moved(moved[appointments], moved[courses], moved[sessions])


async def end_record(work: Work, ends: UUID, stays: UUID) -> None:
    """The record points to the one that goes on, and so do those that pointed to it."""
    pointing = (patients.c.id == ends) | (patients.c.merged_into == ends)
    await work.execute(update(patients).where(pointing).values(merged_into=stays))


async def records_merged_into(work: Work, patient_id: UUID) -> list[UUID]:
    """The records that ended in a patient's."""
    return list((await work.execute(select(patients.c.id).where(patients.c.merged_into == patient_id))).scalars())


async def _move(work: Work, table: Table, ends: UUID, stays: UUID, **more: object) -> int:
    moved = await work.execute(update(table).where(table.c.patient_id == ends).values(patient_id=stays, **more))
    return moved.rowcount
