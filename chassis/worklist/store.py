"""Items as rows. An item is changed under the lock of its row."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.work import Work
from chassis.worklist.items import Item
from chassis.worklist.tables import worklist_items as items

_IS_OPEN = items.c.closed_at.is_(None)


async def insert_item(work: Work, **columns: Any) -> Item | None:
    """A new item, or None when one of its kind is open for the subject."""
    statement = upsert(items).values(**columns)
    alone = statement.on_conflict_do_nothing(index_elements=["kind", "subject_id"], index_where=_IS_OPEN)
    found = (await work.execute(alone.returning(*items.c))).one_or_none()
    return Item.of(found) if found else None


async def lock_open(work: Work, kind: str, subject_id: UUID) -> Item | None:
    """The open item of a subject, locked."""
    found = select(items).where(items.c.kind == kind, items.c.subject_id == subject_id, _IS_OPEN).with_for_update()
    row = (await work.execute(found)).one_or_none()
    return Item.of(row) if row else None


async def lock_open_of(work: Work, patient_id: UUID) -> list[Item]:
    """Everything that is open about a patient, locked."""
    found = select(items).where(items.c.patient_id == patient_id, _IS_OPEN).order_by(items.c.id).with_for_update()
    return [Item.of(row) for row in await work.execute(found)]


async def lock_item(work: Work, item_id: UUID) -> Item | None:
    """One item, locked."""
    row = (await work.execute(select(items).where(items.c.id == item_id).with_for_update())).one_or_none()
    return Item.of(row) if row else None


async def change_item(work: Work, item_id: UUID, **columns: Any) -> Item:
    """Change columns of a locked item. Answers what it is now."""
    statement = update(items).where(items.c.id == item_id).values(**columns).returning(*items.c)
    return Item.of((await work.execute(statement)).one())


async def close_open(work: Work, kinds: Sequence[str], subject_id: UUID, why: str) -> list[Item]:
    """Close the open items of a subject that are of these kinds. Answers them, in the kinds' order."""
    closed = await _close(work, items.c.kind.in_(kinds) & (items.c.subject_id == subject_id), why)
    return sorted(closed, key=lambda item: kinds.index(item.kind))


async def close_kind_of(work: Work, kind: str, patient_id: UUID, why: str) -> list[Item]:
    """Close the open items of a kind that are about a patient. Answers them, the oldest first."""
    closed = await _close(work, (items.c.kind == kind) & (items.c.patient_id == patient_id), why)
    return sorted(closed, key=lambda item: item.id)


async def close_all_of(work: Work, patient_id: UUID, why: str) -> list[Item]:
    """Close what is open about a patient. Answers it, the oldest first."""
    return sorted(await _close(work, items.c.patient_id == patient_id, why), key=lambda item: item.id)


async def reopen_item(work: Work, item_id: UUID) -> Item | None:
    """A closed item, open again and nobody's; None where it is open, or another took its place."""
    other = items.alias()
    taken = select(other.c.id).where(
        other.c.kind == items.c.kind, other.c.subject_id == items.c.subject_id, other.c.closed_at.is_(None)
    )
    again = {"closed_at": None, "closed_why": None, "claimed_by": None, "claimed_until": None, "overdue_at": None}
    statement = update(items).where(items.c.id == item_id, ~taken.exists()).values(**again).returning(*items.c)
    row = (await work.execute(statement)).one_or_none()
    return Item.of(row) if row else None


async def _close(work: Work, which: ColumnElement[bool], why: str) -> list[Item]:
    closed = {"closed_at": work.now, "closed_why": why, "claimed_until": None}
    statement = update(items).where(which, _IS_OPEN).values(**closed).returning(*items.c)
    return [Item.of(row) for row in await work.execute(statement)]


async def delete_items_of(work: Work, patient_id: UUID) -> None:
    """Delete a patient's items, open and closed. Their timers find nothing when they fire."""
    await work.execute(delete(items).where(items.c.patient_id == patient_id))
