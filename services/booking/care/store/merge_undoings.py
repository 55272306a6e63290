"""What a merge moved, and what was recorded since it, as rows."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Table, func, select, update

from chassis.merging.putting_back import changed_rows
from chassis.work import Work
from contracts.vocabulary import Outcome
from services.booking.calendar.tables import appointments
from services.booking.care.domain.merge_undoings import Fact, FactKind
from services.booking.care.domain.waitlist import EntryState
from services.booking.care.tables import clearances, consults, courses, photos, sessions, waitlist_entries
from services.booking.people.tables import guardians, patient_addresses, patient_notes
from services.booking.tables import worklist_items

OWN = (appointments, consults, courses, sessions)
"""What events name, and other services have rows about."""
_MILDER = (Outcome.CLEARED, Outcome.CLEARED_WITH_CONDITIONS, Outcome.DEFERRED)
_Source = tuple[FactKind, Table, Column[Any] | None, tuple[Column[Any], ...]]
_FACTS: tuple[_Source, ...] = (
    (FactKind.APPOINTMENT, appointments, appointments.c.starts_at, (appointments.c.course_id,)),
    (FactKind.CONSULT, consults, consults.c.completed_at, (consults.c.appointment_id,)),
    (FactKind.COURSE, courses, courses.c.planned_at, (courses.c.consult_id,)),
    (FactKind.SESSION, sessions, sessions.c.performed_at, (sessions.c.appointment_id, sessions.c.course_id)),
    (FactKind.PHOTO, photos, photos.c.taken_at, (photos.c.session_id, photos.c.consult_id)),
    (FactKind.NOTE, patient_notes, patient_notes.c.written_at, ()),
    (FactKind.GUARDIAN, guardians, guardians.c.recorded_at, ()),
    (FactKind.ADDRESS, patient_addresses, patient_addresses.c.given_at, ()),
    (
        FactKind.WAITLIST_ENTRY,
        waitlist_entries,
        waitlist_entries.c.since,
        (waitlist_entries.c.course_id, waitlist_entries.c.appointment_id),
    ),
)


async def moved_by(work: Work, merge_id: UUID) -> dict[str, set[UUID]]:
    """The ids of what a merge moved, by table."""
    moved: dict[str, set[UUID]] = {}
    for row in await changed_rows(work, merge_id):
        if "patient_id" in row.before and "id" in row.row_key:
            moved.setdefault(row.table_name, set()).add(UUID(row.row_key["id"]))
    return moved


async def facts_since(work: Work, patient_id: UUID, merge_id: UUID, moved: Collection[UUID]) -> list[Fact]:
    """What was recorded about a patient since a merge, without what had been moved to them; the oldest first.

    Ids are in the order of time: those of since are above the merge's.
    """
    found = []
    for kind, table, at, about in _FACTS:
        columns = [table.c.id, at.label("at") if at is not None else func.now().label("at"), *about]
        clinic = table.c.get("clinic_id")
        where = (table.c.patient_id == patient_id) & (table.c.id > merge_id)
        statement = select(*columns, *((clinic,) if clinic is not None else ())).where(where).order_by(table.c.id)
        for row in await work.execute(statement):
            if row.id not in moved:
                refers = tuple(one for each in about if (one := row._mapping[each.name]) is not None)
                found.append(Fact(row.id, kind, row._mapping.get("clinic_id"), row.at, refers))
    return found


async def ids_of(work: Work, patient_id: UUID) -> set[UUID]:
    """The appointments, consults, courses and sessions of a patient."""
    found: set[UUID] = set()
    for table in OWN:
        found |= set((await work.execute(select(table.c.id).where(table.c.patient_id == patient_id))).scalars())
    return found


async def go_on_publishing_as(work: Work, patient_id: UUID, subjects: Collection[UUID]) -> None:
    """Appointments that were published under a patient go on being published so, whoever's they are."""
    theirs = appointments.c.id.in_(list(subjects)) & appointments.c.published_as.is_(None)
    await work.execute(update(appointments).where(theirs).values(published_as=patient_id))


async def let_decisions_wait(work: Work, patients: Sequence[UUID], since: datetime) -> None:
    """What screening decided since then, from the answers of two people, waits for a clinician."""
    mixed = clearances.c.patient_id.in_(patients) & (clearances.c.decided_at >= since)
    milder = clearances.c.outcome.in_([each.value for each in _MILDER])
    await work.execute(update(clearances).where(mixed, milder).values(outcome=Outcome.REVIEW.value))


async def ended_by(work: Work, merge_id: UUID, kinds: Collection[str]) -> tuple[list[UUID], list[UUID]]:
    """What a merge ended and an undoing begins again: waitlist entries, and items of these kinds."""
    changed = await changed_rows(work, merge_id)
    entries = [
        UUID(row.row_key["id"])
        for row in changed
        if row.table_name == waitlist_entries.name and row.before.get("state") == EntryState.WAITING.value
    ]
    closed = [
        UUID(row.row_key["id"])
        for row in changed
        if row.table_name == worklist_items.name and row.after.get("closed_at") and row.before["closed_at"] is None
    ]
    kept = select(worklist_items.c.id).where(worklist_items.c.id.in_(closed), worklist_items.c.kind.in_(kinds))
    items = list((await work.execute(kept)).scalars()) if closed else []
    return entries, items
