"""Patients whose record ended, because another record of the same person goes on.

Booking publishes what was made under the record that ended under its id for ever, so it may arrive at any time.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ScalarSelect, func, literal, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.store.recall_letters import withdraw
from services.inventory.tables import merged_patients as of
from services.inventory.tables import recall_letters, reservations, uses

MERGED = "merged"
"""Why a letter about a recall is withdrawn: another goes to the same person."""
_NO_WRITER = text("LOCK TABLE reservations, uses, recall_letters IN SHARE ROW EXCLUSIVE MODE")
"""Whoever writes one of these at the same time ends before, or begins after and sees the merge."""


def person(patient_id: UUID) -> ScalarSelect[UUID]:
    """The patient whose record goes on, as a value of the statement that stores it."""
    goes_on = select(of.c.into_id).where(of.c.ended_id == patient_id).scalar_subquery()
    return select(func.coalesce(goes_on, literal(patient_id))).scalar_subquery()


async def keep_merge(work: Work, ends: UUID, into: UUID) -> Sequence[Row]:
    """What is reserved for one patient and was used on them is the other's. Of two merges either may come first.

    Answers the letters about recalls that are one too many now: another of the same recall or notice
    goes to the same person.
    """
    await work.execute(_NO_WRITER)
    stays = await work.scalar(select(person(into)))
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
