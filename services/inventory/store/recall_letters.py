"""Letters about recalls: one for each recall and patient that stands."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, text, update
from sqlalchemy.dialects.postgresql import distinct_on, insert

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.inventory.domain.recall_letters import LetterStatus
from services.inventory.tables import recall_letters, uses

_of = recall_letters.c
_NO_MERGE = text("LOCK TABLE recall_letters IN ROW EXCLUSIVE MODE")
"""Waits for a merge (merged_patients.py), and lets writers of letters through."""


async def treated_with(work: Work, gtin: str, lot: str, *which: ColumnElement[bool]) -> Sequence[Row]:
    """Patients on whom the lot was used, each with the latest use that stands. No record is merged meanwhile."""
    await work.execute(_NO_MERGE)
    statement = (
        select(uses.c.patient_id, uses.c.clinic_id, uses.c.used_at)
        .ext(distinct_on(uses.c.patient_id))
        .where(uses.c.gtin == gtin, uses.c.lot == lot, uses.c.withdrawn_at.is_(None), *which)
        .order_by(uses.c.patient_id, uses.c.used_at.desc(), uses.c.id.desc())
    )
    return (await work.execute(statement)).all()


async def keep_letters(work: Work, recall_id: UUID, treated: Sequence[Row]) -> Sequence[Row]:
    """Store a letter for each of them who has none about this recall; the new ones."""
    if not treated:
        return []
    rows = [
        {
            "id": new_id(),
            "recall_id": recall_id,
            "patient_id": each.patient_id,
            "clinic_id": each.clinic_id,
            "used_at": each.used_at,
            "status": LetterStatus.RELEASED.value,
            "released_at": work.now,
        }
        for each in treated
    ]
    fresh = insert(recall_letters).values(rows)
    once = fresh.on_conflict_do_nothing(
        index_elements=["recall_id", "patient_id"], index_where=text("withdrawn_at IS NULL")
    )
    return (await work.execute(once.returning(recall_letters))).all()


async def lock_letter(work: Work, letter_id: UUID) -> Row | None:
    """One letter, until the transaction ends."""
    return (await work.execute(select(recall_letters).where(_of.id == letter_id).with_for_update())).first()


async def standing_letters(work: Work, *which: ColumnElement[bool]) -> Sequence[Row]:
    """Letters that stand, locked in the order of their ids."""
    statement = select(recall_letters).where(_of.withdrawn_at.is_(None), *which).order_by(_of.id)
    return (await work.execute(statement.with_for_update())).all()


async def change_letter(work: Work, letter_id: UUID, **values: Any) -> Row:
    """Change columns of one; it, as it is then."""
    statement = update(recall_letters).where(_of.id == letter_id).values(**values).returning(recall_letters)
    return (await work.execute(statement)).one()
