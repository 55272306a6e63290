"""Letters about recalls: one that stands for each patient and notice, or recall without a notice."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, Uuid, and_, bindparam, or_, select, text, update
from sqlalchemy.dialects.postgresql import distinct_on

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.ids import new_id
from chassis.work import Work
from services.inventory.domain.recall_letters import LetterStatus
from services.inventory.store.recalls import concerns
from services.inventory.tables import recall_letters, uses

_of = recall_letters.c
_KEEP = Prepared(
    text(
        "INSERT INTO recall_letters (id, recall_id, notice_id, patient_id, clinic_id, used_at, status, released_at)"
        " SELECT id, :recall, :notice, patient, clinic, used_at, CAST(:status AS text), :now"
        " FROM unnest(CAST(:ids AS uuid[]), CAST(:patients AS uuid[]), CAST(:clinics AS uuid[]),"
        " CAST(:moments AS timestamptz[])) AS treated(id, patient, clinic, used_at)"
        " ON CONFLICT DO NOTHING RETURNING *"
    ).bindparams(
        bindparam("recall", type_=Uuid),
        bindparam("notice", type_=Uuid),
        bindparam("now", type_=DateTime(timezone=True)),
    )
)
"""Whoever has one gets no other. Whatever their number: a row each with parameters of its own would end at some 4,600
patients."""
_NO_MERGE = text("LOCK TABLE recall_letters IN ROW EXCLUSIVE MODE")
"""Waits for a merge (merged_patients.py), and lets writers of letters through."""


def to_correct() -> ColumnElement[bool]:
    """The condition that a patient may believe in a recall that was a mistake."""
    return _of.mistaken_at.is_not(None) & _of.corrected_at.is_(None)


async def treated_with(work: Work, recall: Row, *which: ColumnElement[bool]) -> Sequence[Row]:
    """Patients on whom what is recalled was used, each with the latest use that stands.

    No record is merged meanwhile.
    """
    await work.execute(_NO_MERGE)
    statement = (
        select(uses.c.patient_id, uses.c.clinic_id, uses.c.used_at)
        .ext(distinct_on(uses.c.patient_id))
        .where(concerns(recall), uses.c.withdrawn_at.is_(None), *which)
        .order_by(uses.c.patient_id, uses.c.used_at.desc(), uses.c.id.desc())
    )
    return (await work.execute(statement)).all()


async def keep_letters(work: Work, recall: Row, treated: Sequence[Row]) -> Sequence[Row]:
    """Store a letter for each of them who has none about this recall or its notice; the new ones."""
    columns = {
        "recall": recall.id,
        "notice": recall.notice_id,
        "ids": [new_id() for _ in treated],
        "patients": [each.patient_id for each in treated],
        "clinics": [each.clinic_id for each in treated],
        "moments": [each.used_at for each in treated],
        "status": LetterStatus.RELEASED.value,
        "now": work.now,
    }
    return (await work.execute(_KEEP, columns)).all()


def about(recall: Row) -> ColumnElement[bool]:
    """The condition that a letter is about a recall: one of its notice is where the patient was treated with it."""
    its_own: ColumnElement[bool] = _of.recall_id == recall.id
    if recall.notice_id is None:
        return its_own
    treated = select(uses.c.patient_id).where(concerns(recall), uses.c.withdrawn_at.is_(None))
    return or_(its_own, and_(_of.notice_id == recall.notice_id, _of.patient_id.in_(treated)))


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


async def withdraw(work: Work, letter_id: UUID, because: str, **known: Any) -> None:
    """A letter stands no longer; ``known`` are further columns of it."""
    withdrawn = {"status": LetterStatus.WITHDRAWN.value, "withdrawn_at": work.now, "withdrawn_because": because}
    await change_letter(work, letter_id, **withdrawn, **known)
