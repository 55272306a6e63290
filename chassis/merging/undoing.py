"""A merge is undone: what it moved goes back, and what nobody changed since is as it was before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Table, delete, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.data.rows import Row
from chassis.merging.putting_back import (
    changed_rows,
    give_referring,
    give_rows,
    insert_deleted,
    put_back_otherwise,
    remove_made,
)
from chassis.merging.recording import Origins
from chassis.merging.subjects import give_subjects, subjects_of
from chassis.merging.tables import merges
from chassis.work import Work


@dataclass(frozen=True)
class Undone:
    """A merge whose rows went back."""

    merge_id: UUID
    patient_id: UUID
    """Whose record lives again."""
    parted_from: UUID
    """Who held everything until then."""
    merged_at: datetime
    """UTC. What was recorded since is of after the merge."""
    with_it: tuple[UUID, ...]
    """Records that ended in the one that lives again, and go on in it."""


async def lock_merge(work: Work, merge_id: UUID) -> Row | None:
    """A merge whose rows were recorded, locked; None: it is not known here."""
    return (await work.execute(select(merges).where(merges.c.id == merge_id).with_for_update())).one_or_none()


async def note_undone(work: Work, merge_id: UUID, ended_id: UUID, into_id: UUID, at: datetime) -> Row | None:
    """Keep that a merge is undone. Answers the merge as it was; None when it is over, or has not come and never will.

    Said twice, it changes nothing.
    """
    found = await lock_merge(work, merge_id)
    if found is None:
        new = upsert(merges).values(id=merge_id, ended_id=ended_id, into_id=into_id, undone_at=at)
        await work.execute(new.on_conflict_do_nothing())
        return None
    if found.undone_at is not None:
        return None
    await work.execute(update(merges).where(merges.c.id == merge_id).values(undone_at=at))
    return found


async def undo_as_said(work: Work, origins: Origins, said: Undone, at: datetime) -> tuple[Undone, bool]:
    """An event says that a merge is undone: give its rows back where it has come, once. Answers whether it was now.

    ``at`` is kept as the moment of the undoing, UTC.
    """
    merge = await note_undone(work, said.merge_id, said.patient_id, said.parted_from, at)
    if merge is None:
        return said, False
    return await undo(work, origins, merge, said.parted_from), True


async def undo(work: Work, origins: Origins, merge: Row, was: UUID) -> Undone:
    """Give the rows back that a merge moved and that are ``was``'s now, who held everything until then.

    Under the locks under which they change. Records that had ended in the one that lives again go on in it.
    """
    with_it = await ended_in(work, origins, merge)
    of = [merge.id, *(await _holding(work, with_it))]
    holders = [merge.ended_id, *with_it]
    for each in origins.tables:
        for column in each.patient:
            await give_rows(work, each.table, column, of, holders, was, merge.ended_id)
    await put_back_otherwise(work, origins, merge.id)
    await insert_deleted(work, origins, merge.id)
    await remove_made(work, origins, merge.id)
    await point_apart(work, origins, merge.ended_id, with_it)
    await work.execute(update(merges).where(merges.c.id == merge.id).values(into_id=was))
    return Undone(merge.id, merge.ended_id, was, merge.merged_at, tuple(with_it))


async def give_with(
    work: Work, origins: Origins, undone: Undone, subjects: Collection[UUID], own: Collection[Table] = ()
) -> None:
    """What was stored about ``subjects`` under the other record since goes back too, and stays so for later events.

    With them what events named as the patient's that came before the undoing. ``own``: tables whose ids are such
    subjects.
    """
    named = await subjects_of(work, [undone.patient_id, *undone.with_it])
    await give_subjects(work, undone.patient_id, subjects)
    await give_referring(work, origins, undone.parted_from, undone.patient_id, named | set(subjects), own)


async def ended_in(work: Work, origins: Origins, merge: Row) -> list[UUID]:
    """The records that had ended in the one that lives again, by merges that hold or that nobody recorded."""
    found, further = {merge.ended_id}, {merge.ended_id}
    while further:
        into = select(merges.c.ended_id).where(merges.c.into_id.in_(further), merges.c.undone_at.is_(None))
        further = set((await work.execute(into)).scalars()) - found
        found |= further
    [key] = origins.pointer.table.primary_key.columns
    pointed = {
        UUID(row.row_key[key.name])
        for row in await changed_rows(work, merge.id)
        if row.table_name == origins.pointer_table.name and row.before.get(origins.pointer.name) == str(merge.ended_id)
    }
    return sorted((found | pointed - await _parted(work, pointed)) - {merge.ended_id})


async def _parted(work: Work, records: Collection[UUID]) -> set[UUID]:
    """Those of these of which merges were recorded, and none holds any longer."""
    theirs = select(merges.c.ended_id, merges.c.undone_at).where(merges.c.ended_id.in_(records))
    rows = (await work.execute(theirs)).all()
    return {row.ended_id for row in rows} - {row.ended_id for row in rows if row.undone_at is None}


async def _holding(work: Work, records: Sequence[UUID]) -> list[UUID]:
    holding = select(merges.c.id).where(merges.c.ended_id.in_(records), merges.c.undone_at.is_(None))
    return list((await work.execute(holding)).scalars())


async def point_apart(work: Work, origins: Origins, patient_id: UUID, with_it: Sequence[UUID]) -> None:
    """The record lives again, and those that go on in it point to it."""
    table, pointer = origins.pointer_table, origins.pointer
    [key] = table.primary_key.columns
    if origins.lives_without_pointer:
        await work.execute(update(table).where(key == patient_id).values({pointer.name: None}))
    else:
        await work.execute(delete(table).where(key == patient_id))
    if with_it:
        await work.execute(update(table).where(key.in_(with_it)).values({pointer.name: patient_id}))
