"""Cartridges that sessions opened: used on a patient (`uses`) or thrown away at the chair (`chair_discards`).

Both are stored alike. A session's record may be corrected, so what it said may be withdrawn, and that may arrive first:
then the row is ``awaited`` until what it withdraws arrives.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, func, insert, or_, select, update

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.inventory.domain.ledger import Restored
from services.inventory.domain.places import EntryKind, Place
from services.inventory.store.serials import Opening
from services.inventory.tables import chair_discards, incidents, ledger, serials, uses

Facts = Mapping[str, Any]
"""What a session says of a cartridge, by column."""
_SAME = ("appointment_id", "session_id", "clinic_id", "gtin", "lot", "serial", "cause")
"""What two facts about one cartridge have in common: two of a lot without serials are the same. Found by its
appointment where there is an index: a lot may have thousands. What their labels say differs only where both say it."""


OPENED: Mapping[Opening, Table] = {"used_in": uses, "discarded_in": chair_discards}
"""What sessions opened, by the column of `serials` that names the session."""


def of_lot(table: Table, gtin: str, lot: str) -> ColumnElement[bool]:
    """The condition that something was opened as of a lot: a session says so, or its number was received as that."""
    of = table.c
    return or_(and_(of.gtin == gtin, of.lot == lot), and_(of.gtin == gtin, of.received_lot == lot))


def lot_in_books(opened: Row) -> str:
    """The lot of which the ledger has it, or is to have it: as its number was received, else as the session says."""
    return str(opened.received_lot or opened.lot)


async def openings_of(work: Work, opening: Opening, gtin: str, numbers: Collection[str]) -> Sequence[Row]:
    """What sessions opened under numbers that were received, with where the books have each; the oldest first."""
    table, number = OPENED[opening], serials.c
    opened, here = (table.c.gtin == number.gtin) & (table.c.serial == number.serial), number.clinic_id
    now = (number.lot.label("lot_now"), here.label("clinic_now"), number.place.label("place_now"))
    statement = (
        select(table, *now, number[opening].label("opener"))
        .join(serials, opened)
        .where(number.gtin == gtin, number.serial.in_(numbers), here.is_not(None), table.c.withdrawn_at.is_(None))
    )
    return (await work.execute(statement.order_by(table.c.id))).all()


async def keep_opened(work: Work, table: Table, facts: Facts, **more: Any) -> None:
    """Store what a session opened; or that it did not, when that arrives first."""
    await work.execute(insert(table).values(id=new_id(), **facts, **more))


async def live_opened(work: Work, table: Table, facts: Facts) -> Row | None:
    """What is withdrawn; of several that are the same, first one that the ledger cannot account for."""
    statement = select(table).where(_this(table, facts), table.c.withdrawn_at.is_(None))
    return (await work.execute(statement.order_by(table.c.entry_id.nulls_first(), table.c.id).limit(1))).first()


async def take_awaited(work: Work, table: Table, facts: Facts) -> bool:
    """True when this was withdrawn before it arrived: then it is known now, and nothing else is to be done."""
    awaited = select(table.c.id).where(_this(table, facts), table.c.awaited).limit(1).scalar_subquery()
    return (await work.execute(update(table).where(table.c.id == awaited).values(awaited=False))).rowcount == 1


async def change_opened(work: Work, table: Table, opened_id: UUID, **values: Any) -> None:
    """Change columns of one of them."""
    await work.execute(update(table).where(table.c.id == opened_id).values(**values))


async def unaccounted(
    work: Work, table: Table, clinic_id: UUID, gtin: str, lot: str, serial: str | None = None
) -> Sequence[Row]:
    """What was opened at a clinic, of a lot or serial, and has no entry in the ledger; the oldest first."""
    of = table.c
    alike: ColumnElement[bool] = func.coalesce(of.received_lot, of.lot) == lot
    if serial is not None:
        alike = or_(alike, of.serial == serial)
    here = (of.clinic_id == clinic_id) & (of.gtin == gtin) & of.withdrawn_at.is_(None) & of.entry_id.is_(None)
    at = of.used_at if "used_at" in of else of.discarded_at
    return (await work.execute(select(table).where(here, alike).order_by(at, of.id))).all()


async def restored_for(work: Work, opened: Row) -> Restored | None:
    """How a cartridge that a person held, or a count missed, came back onto the shelf to be opened; None: it was there.

    One that a recall had put aside is put aside by its recall again, as long as that stands.
    """
    entry, other = ledger.alias(), ledger.alias()
    taken = select(ledger.c.at).where(ledger.c.id == opened.entry_id).scalar_subquery()
    of_lot = (entry.c.clinic_id == opened.clinic_id, entry.c.gtin == opened.gtin, entry.c.lot == lot_in_books(opened))
    by_recall = select(other.c.id).where(
        other.c.clinic_id == entry.c.clinic_id,
        other.c.gtin == entry.c.gtin,
        other.c.lot == entry.c.lot,
        other.c.kind == EntryKind.RECALL.value,
        other.c.at <= entry.c.at,
    )
    held = (entry.c.leaves == Place.QUARANTINE.value) & ~by_recall.exists()
    again = ledger.alias()
    stands = ~select(again.c.id).where(again.c.corrects == entry.c.id).exists()
    restored = select(entry.c.id, entry.c.leaves).where(
        *of_lot,
        entry.c.kind == EntryKind.RESTORE.value,
        entry.c.cause == opened.session_id,
        entry.c.corrects.is_(None),
        entry.c.at == taken,
        held | (entry.c.leaves == Place.LOST.value),
        stands,
    )
    row = (await work.execute(restored.order_by(entry.c.id).limit(1))).first()
    return Restored(row.id, Place(row.leaves)) if row else None


async def uses_with_incident(work: Work, clinic_id: UUID, gtin: str, lot: str) -> Sequence[Row]:
    """Uses of a lot, or as of it, at a clinic whose incident is open, with its ``reason``; the oldest first."""
    of = uses.c
    statement = (
        select(uses, incidents.c.reason)
        .join(incidents, incidents.c.id == of.incident_id)
        .where(of.clinic_id == clinic_id, of_lot(uses, gtin, lot))
        .where(of.withdrawn_at.is_(None), incidents.c.closed_at.is_(None))
    )
    return (await work.execute(statement.order_by(of.used_at, of.id))).all()


def _this(table: Table, facts: Facts) -> ColumnElement[bool]:
    same = and_(*(table.c[name] == facts[name] for name in _SAME if name in facts))
    label = facts.get("label_expires_on")
    if label is None:
        return same
    said = table.c.label_expires_on
    return and_(same, or_(said == label, said.is_(None)))
