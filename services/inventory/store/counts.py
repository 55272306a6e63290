"""Counts, locked through their clinic, with their lines."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, select, tuple_, update

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.inventory.domain.count_refusals import CountNotOpen, CountUnknown
from services.inventory.domain.counts import CountStatus
from services.inventory.domain.places import EntryKind, Place
from services.inventory.store.clinics import Clinic, lock_clinic
from services.inventory.store.stock import load_shelf
from services.inventory.tables import balances, chair_discards, count_lines, counts, ledger, serials, uses


async def read_count(work: Work, count_id: UUID) -> Row:
    """A count. Raises CountUnknown."""
    row = (await work.execute(select(counts).where(counts.c.id == count_id))).first()
    if row is None:
        raise CountUnknown("There is no such count: look at the list of counts.")
    return row


async def lock_count(work: Work, count_id: UUID, *statuses: CountStatus) -> tuple[Row, Clinic]:
    """A count at a clinic of the caller's, in one of the statuses. Raises CountUnknown, Forbidden, CountNotOpen."""
    found = await read_count(work, count_id)
    work.access.authorize(where=found.clinic_id)
    clinic = await lock_clinic(work, found.clinic_id)
    found = await read_count(work, count_id)
    if found.status not in {status.value for status in statuses}:
        raise CountNotOpen("This count is past that, or not there yet: look at it again.", count_status=found.status)
    return found, clinic


async def undecided_count(work: Work, clinic_id: UUID, gtin: str | None, lot: str | None) -> Row | None:
    """A count at a clinic that is not decided yet, of some of the same: None is every product, or every lot of one."""
    of = counts.c
    undecided = of.status.in_([CountStatus.COUNTING.value, CountStatus.TO_APPROVE.value])
    scope = [of[name].is_(None) | (of[name] == value) for name, value in (("gtin", gtin), ("lot", lot)) if value]
    statement = select(counts).where(of.clinic_id == clinic_id, undecided, *scope).order_by(of.id).limit(1)
    return (await work.execute(statement)).first()


async def standing_lines(work: Work, count_id: UUID) -> Sequence[Row]:
    """What was counted and not counted again since, in order."""
    standing = (count_lines.c.count_id == count_id) & count_lines.c.replaced_at.is_(None)
    return (await work.execute(select(count_lines).where(standing).order_by(count_lines.c.id))).all()


async def insert_count_lines(work: Work, count_id: UUID, lines: Sequence[Mapping[str, Any]]) -> None:
    """What somebody counted, and who says so."""
    said = {"count_id": count_id, "at": work.now, "by": work.actor.subject}
    if lines:
        await work.execute(insert(count_lines), [{"id": new_id(), **said, **line} for line in lines])


async def replace_lines(work: Work, count_id: UUID, keys: Collection[tuple[str, str]]) -> None:
    """These lots, by (gtin, lot), are counted again."""
    of_lots = tuple_(count_lines.c.gtin, count_lines.c.lot).in_(sorted(keys))
    standing = (count_lines.c.count_id == count_id) & count_lines.c.replaced_at.is_(None) & of_lots
    await work.execute(update(count_lines).where(standing).values(replaced_at=work.now))


async def change_count(work: Work, count_id: UUID, **values: Any) -> None:
    """Change columns of one."""
    await work.execute(update(counts).where(counts.c.id == count_id).values(**values))


async def lots_on_shelf(work: Work, count: Row) -> dict[tuple[str, str], int]:
    """What is on the shelf in the books, of what is in the scope of a count, by (gtin, lot)."""
    of = balances.c
    here = (of.clinic_id == count.clinic_id) & (of.on_hand + of.reserved > 0)
    scope = [of[name] == count[name] for name in ("gtin", "lot") if count[name] is not None]
    rows = await work.execute(select(of.gtin, of.lot, (of.on_hand + of.reserved).label("there")).where(here, *scope))
    return {(row.gtin, row.lot): row.there for row in rows}


async def unopened_numbers(work: Work, clinic_id: UUID, gtin: str, lot: str) -> set[str]:
    """The numbers of a lot that are on a clinic's shelf in the books."""
    of = serials.c
    here = (of.clinic_id == clinic_id) & (of.gtin == gtin) & (of.lot == lot) & (of.place == "on_hand")
    unopened = of.used_in.is_(None) & of.discarded_in.is_(None)
    return set((await work.execute(select(of.serial).where(here, unopened))).scalars())


async def lots_apart(work: Work, clinic: Clinic, lots: Collection[tuple[str, str]]) -> dict[tuple[str, str], Place]:
    """Those of the lots, by (gtin, lot), that left the clinic's shelf whole, and where to: recalled, or expired."""
    found: dict[tuple[str, str], Place] = {}
    for gtin in sorted({gtin for gtin, _ in lots}):
        shelf = await load_shelf(work, clinic, gtin, lots_named=[lot for of, lot in lots if of == gtin])
        for lot in shelf.stock.lots.values():
            went = lot.went(shelf.stock.today)
            there = {Place.QUARANTINE: lot.balance.quarantine, Place.DISCARDED: lot.balance.discarded}
            if (gtin, lot.lot) in lots and went is not None and lot.balance.shelf == 0 and there[went]:
                found[gtin, lot.lot] = went
    return found


def _counted_after(event_at: datetime) -> ColumnElement[bool]:
    """The condition that an entry of the ledger says what a count found missing, of after this moment (UTC)."""
    of, line = ledger.c, count_lines.c
    counted_at = (
        select(func.max(line.at))
        .where(line.count_id == of.cause, line.gtin == of.gtin, line.lot == of.lot, line.replaced_at.is_(None))
        .correlate(ledger)
        .scalar_subquery()
    )
    return (of.kind == EntryKind.LOSE.value) & (counted_at > event_at)


async def missed_by_counts(work: Work, clinic_id: UUID, gtin: str, lot: str, opened_at: datetime) -> int:
    """How many of a lot were missing in counts of after this moment (UTC), and nothing has explained since."""
    of = ledger.c
    here = (of.clinic_id == clinic_id) & (of.gtin == gtin) & (of.lot == lot) & (of.at > opened_at)
    missing = func.sum(of.quantity).filter(_counted_after(opened_at))
    back = func.sum(of.quantity).filter(of.leaves == Place.LOST.value)
    counted = select(func.coalesce(missing, 0) - func.coalesce(back, 0)).where(here)
    return int((await work.execute(counted)).scalar_one())


async def entered_late(work: Work, clinic_id: UUID, gtin: str, lot: str, counted_at: datetime) -> int:
    """How many of a lot sessions opened before it was counted (UTC), and the books learned of only afterwards."""
    late = 0
    for opened, at in ((uses, uses.c.used_at), (chair_discards, chair_discards.c.discarded_at)):
        of, said = opened.c, ledger.c
        here = (said.clinic_id == clinic_id) & (said.gtin == gtin) & (said.lot == lot) & (said.at > counted_at)
        entered = select(func.count()).select_from(opened.join(ledger, said.id == of.entry_id))
        late += int((await work.execute(entered.where(here, at < counted_at, of.withdrawn_at.is_(None)))).scalar_one())
    return late
