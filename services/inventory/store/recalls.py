"""Recalls, read, locked and changed."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, FromClause, Select, and_, or_, select, update

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.domain.recalls import require_standing
from services.inventory.domain.refusals import RecallUnknown
from services.inventory.store.opened_cartridges import of_lot
from services.inventory.store.pairs import among
from services.inventory.tables import products, recalled_serials, recalls, serials, uses

_WITH_PRODUCT = select(recalls, products.c.name.label("product")).join(products, products.c.gtin == recalls.c.gtin)


def bars(gtin: str | Column[str], lot: str | Column[str]) -> ColumnElement[bool]:
    """The condition that a recall is of all of this lot, as columns or values, and stands: one lot has one."""
    return and_(_of_lot(recalls, gtin, lot), recalls.c.in_part.is_(False))


def bars_some(gtin: Column[str], lot: Column[str]) -> ColumnElement[bool]:
    """Whether some cartridges of this lot are recalled by serial number."""
    part = recalls.alias()
    return select(part.c.id).where(some_of(part, gtin, lot)).exists()


def some_of(table: FromClause, gtin: str | Column[str], lot: str | Column[str]) -> ColumnElement[bool]:
    """The condition that a recall, a row of ``table``, stands and is of some cartridges of a lot.

    It names the lot, or a number that was received as part of it.
    """
    of, named = table.c, recalled_serials.c
    came = recalled_serials.join(serials, serials.c.serial == named.serial)
    of_lot_too = (serials.c.gtin == of.gtin) & (serials.c.lot == lot)
    number = (
        select(named.serial)
        .select_from(came)
        .where(named.recall_id == of.id, of_lot_too)
        .correlate_except(recalled_serials, serials)
    )
    return and_(of.gtin == gtin, of.withdrawn_at.is_(None), of.in_part, or_(of.lot == lot, number.exists()))


def concerns(recall: Row) -> ColumnElement[bool]:
    """The condition that a use is of what a recall is about.

    Of a recall by serial numbers, whatever lot the session says, and also one of the lot whose number nobody recorded:
    it may have been one of them.
    """
    if not recall.in_part:
        return of_lot(uses, recall.gtin, recall.lot)
    numbers = select(recalled_serials.c.serial).where(recalled_serials.c.recall_id == recall.id)
    named = and_(uses.c.gtin == recall.gtin, uses.c.serial.in_(numbers))
    return or_(named, and_(uses.c.gtin == recall.gtin, uses.c.lot == recall.lot, uses.c.serial.is_(None)))


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
    """Those of the lots, each (GTIN, lot), of which all is recalled, with their recall."""
    of = recalls.c
    whole = of.withdrawn_at.is_(None) & of.in_part.is_(False)
    statement = select(of.id, of.gtin, of.lot).where(among(of.gtin, of.lot, lots), whole)
    return {(row.gtin, row.lot): row.id for row in await work.execute(statement)} if lots else {}


async def change_recall(work: Work, recall_id: UUID, **values: Any) -> Row:
    """Change columns of one; it, as it is then."""
    statement = update(recalls).where(recalls.c.id == recall_id).values(**values).returning(recalls)
    return (await work.execute(statement)).one()


async def released_recalls_of(work: Work, gtin: str, lots: Collection[str]) -> list[Row]:
    """The recalls of lots, or of some of one, whose letters were released, with its product's name.

    Waits for whoever releases them.
    """
    of = recalls.c
    these = (of.gtin == gtin) & of.lot.in_(sorted(lots)) & of.withdrawn_at.is_(None)
    statement = _WITH_PRODUCT.where(these).order_by(of.id)
    found = await work.execute(statement.with_for_update(of=recalls, key_share=True))
    return [row for row in found if row.letters_released_at is not None]


async def others_of_notice(work: Work, recall: Row) -> Sequence[Row]:
    """Other standing recalls of the same notice whose letters were released; none of a recall without a notice."""
    of = recalls.c
    same = and_(of.notice_id == recall.notice_id, of.id != recall.id)
    standing = and_(of.withdrawn_at.is_(None), of.letters_released_at.is_not(None))
    return (await work.execute(select(recalls).where(same, standing).order_by(of.id))).all()


async def _one(work: Work, statement: Select[Any]) -> Row:
    row = (await work.execute(statement)).first()
    if row is None:
        raise RecallUnknown("There is no such recall: look for it in the list of recalls.")
    return row


def _of_lot(table: FromClause, gtin: str | Column[str], lot: str | Column[str]) -> ColumnElement[bool]:
    return and_(table.c.gtin == gtin, table.c.lot == lot, table.c.withdrawn_at.is_(None))
