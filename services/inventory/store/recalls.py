"""Recalls, read, locked and changed."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Select, and_, select, update

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.domain.recalls import require_standing
from services.inventory.domain.refusals import RecallUnknown
from services.inventory.store.pairs import among
from services.inventory.tables import products, recalls

_WITH_PRODUCT = select(recalls, products.c.name.label("product")).join(products, products.c.gtin == recalls.c.gtin)


def bars(gtin: str | Column[str], lot: str | Column[str]) -> ColumnElement[bool]:
    """The condition that a recall is of this lot, as columns or values, and was not withdrawn: one lot has one."""
    return and_(recalls.c.gtin == gtin, recalls.c.lot == lot, recalls.c.withdrawn_at.is_(None))


async def read_recall(work: Work, recall_id: UUID) -> Row:
    """A recall. Raises RecallUnknown."""
    return await _one(work, select(recalls).where(recalls.c.id == recall_id))


async def lock_standing_recall(work: Work, recall_id: UUID) -> Row:
    """A recall with its product's name, to be worked on. Uses of the lot that are traced from now on wait.

    Raises RecallUnknown, RecallWasWithdrawn.
    """
    found = await _one(work, _WITH_PRODUCT.where(recalls.c.id == recall_id).with_for_update(of=recalls))
    require_standing(found.withdrawn_at is not None)
    return found


async def standing_recalls(work: Work, lots: Collection[tuple[str, str]]) -> dict[tuple[str, str], UUID]:
    """Those of the lots, each (GTIN, lot), that are recalled, with their recall."""
    of = recalls.c
    statement = select(of.id, of.gtin, of.lot).where(among(of.gtin, of.lot, lots), of.withdrawn_at.is_(None))
    return {(row.gtin, row.lot): row.id for row in await work.execute(statement)} if lots else {}


async def change_recall(work: Work, recall_id: UUID, **values: Any) -> Row:
    """Change columns of one; it, as it is then."""
    statement = update(recalls).where(recalls.c.id == recall_id).values(**values).returning(recalls)
    return (await work.execute(statement)).one()


async def released_recall_of(work: Work, gtin: str, lot: str) -> Row | None:
    """The recall of a lot whose letters were released, with its product's name; waits for whoever releases them."""
    statement = _WITH_PRODUCT.where(bars(gtin, lot)).with_for_update(of=recalls, key_share=True)
    found = (await work.execute(statement)).first()
    return found if found is not None and found.letters_released_at is not None else None


async def _one(work: Work, statement: Select[Any]) -> Row:
    row = (await work.execute(statement)).first()
    if row is None:
        raise RecallUnknown("There is no such recall: recall the lot with POST /v1/recalls.")
    return row
