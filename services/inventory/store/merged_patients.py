"""Patients whose record ended, because another record of the same person goes on.

Booking publishes what was made under the record that ended under its id for ever, so it may arrive at any time.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ScalarSelect, func, literal, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.merging.recording import Origins, is_undone, recorded, traced
from chassis.merging.undoing import Undone, give_with, undo_as_said
from chassis.work import Work
from services.inventory.store.recall_letters import withdraw
from services.inventory.tables import merged_patients as of
from services.inventory.tables import metadata, recall_letters, reservations, uses

ORIGINS = Origins(
    pointer=of.c.into_id,
    lives_without_pointer=False,
    tables=traced(metadata),
    only_moved=frozenset({"recall_letters", "worklist_items"}),
)
"""What of a merge is kept, so that it can be undone."""
MERGED = "merged"
"""Why a letter about a recall is withdrawn: another goes to the same person."""
_NO_WRITER = text("LOCK TABLE reservations, uses, recall_letters IN SHARE ROW EXCLUSIVE MODE")
"""Whoever writes one of these at the same time ends before, or begins after and sees the merge."""


def person(patient_id: UUID) -> ScalarSelect[UUID]:
    """The patient whose record goes on, as a value of the statement that stores it."""
    goes_on = select(of.c.into_id).where(of.c.ended_id == patient_id).scalar_subquery()
    return select(func.coalesce(goes_on, literal(patient_id))).scalar_subquery()


@dataclass(frozen=True)
class Merge:
    """Two records that are of one person, as booking says."""

    id: UUID | None
    """None: from before merges could be undone."""
    ends: UUID
    into: UUID
    merged_at: datetime


async def keep_merge(work: Work, merge: Merge) -> Sequence[Row]:
    """What is reserved for one patient and was used on them is the other's. Of two merges either may come first.

    Answers the letters about recalls that are one too many now: another of the same recall or notice
    goes to the same person.
    """
    await work.execute(_NO_WRITER)
    if await is_undone(work, merge.id):
        return []
    stays = await work.scalar(select(person(merge.into)))
    async with recorded(work, ORIGINS, merge.id, merge.ends, merge.into, stays, merge.merged_at):
        return await _move_rows(work, merge.ends, stays)


async def _move_rows(work: Work, ends: UUID, stays: UUID) -> Sequence[Row]:
    pointed = insert(of).values(ended_id=ends, into_id=stays)
    await work.execute(pointed.on_conflict_do_update(index_elements=["ended_id"], set_={"into_id": stays}))
    await work.execute(update(of).where(of.c.into_id == ends).values(into_id=stays))
    twice = await _letters_twice(work, ends, stays)
    for letter in twice:
        await withdraw(work, letter.id, MERGED)
    for table in (reservations, uses, recall_letters):
        await work.execute(update(table).where(table.c.patient_id == ends).values(patient_id=stays))
    return twice


async def _letters_twice(work: Work, ends: UUID, stays: UUID) -> Sequence[Row]:
    other = recall_letters.alias()
    same = or_(
        other.c.recall_id == recall_letters.c.recall_id,
        other.c.notice_id == recall_letters.c.notice_id,
    )
    standing = other.c.withdrawn_at.is_(None) & (other.c.patient_id == stays)
    statement = select(recall_letters).where(
        recall_letters.c.patient_id == ends,
        recall_letters.c.withdrawn_at.is_(None),
        select(other.c.id).where(standing, same).exists(),
    )
    return (await work.execute(statement)).all()


async def keep_parted(work: Work, said: Merge, subjects: Collection[UUID]) -> tuple[UUID, Sequence[Row]]:
    """What had been a patient's is theirs again. Answers who held it here, and the lots used on the patient.

    ``said.into`` is who held it when booking undid it; a later merge of theirs may have come first. No lots when it
    was known before.
    """
    await work.execute(_NO_WRITER)
    holds: UUID = await work.scalar(select(person(said.into)))
    parted = Undone(said.id or new_id(), said.ends, holds, said.merged_at, ())
    undone, is_new = await undo_as_said(work, ORIGINS, parted, work.now)
    await give_with(work, ORIGINS, undone, subjects)
    if not is_new:
        return holds, []
    theirs = select(uses.c.gtin, uses.c.lot).where(uses.c.patient_id == undone.patient_id).distinct()
    return holds, (await work.execute(theirs)).all()
