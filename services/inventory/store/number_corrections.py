"""Cartridges whose lot was written down wrongly, by number."""

from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.domain.number_corrections import NumberCorrection
from services.inventory.tables import lots, number_corrections, serials


async def keep_lot(work: Work, gtin: str, lot: str, **dates: Any) -> Row:
    """The lot as it is known, or as it is stated first."""
    await work.execute(upsert(lots).values(gtin=gtin, lot=lot, **dates).on_conflict_do_nothing())
    return (await work.execute(select(lots).where(lots.c.gtin == gtin, lots.c.lot == lot))).one()


async def find_lot(work: Work, gtin: str, lot: str) -> Row | None:
    """The lot, if any of it ever came."""
    return (await work.execute(select(lots).where(lots.c.gtin == gtin, lots.c.lot == lot))).first()


async def keep_number_correction(
    work: Work, correction: NumberCorrection, clinic_id: UUID, receipt_id: UUID | None
) -> None:
    """The cartridge is of its true lot, and what was said of it stays readable."""
    this = (serials.c.gtin == correction.gtin) & (serials.c.serial == correction.serial)
    await work.execute(update(serials).where(this).values(lot=correction.now))
    said = {
        "id": correction.id,
        "gtin": correction.gtin,
        "serial": correction.serial,
        "was_lot": correction.was,
        "lot": correction.now,
        "reason": correction.reason,
    }
    of = {"clinic_id": clinic_id, "receipt_id": receipt_id}
    who = {"corrected_at": work.now, "corrected_by": work.actor.subject}
    await work.execute(insert(number_corrections).values(**said, **of, **who))


async def received_as(work: Work, receipt_id: UUID) -> dict[tuple[str, str], str]:
    """Cartridges of a receipt whose lot was corrected, by (GTIN, number), with the lot that the receipt named."""
    of = number_corrections.c
    rows = await work.execute(select(number_corrections).where(of.receipt_id == receipt_id).order_by(of.id))
    named: dict[tuple[str, str], str] = {}
    for row in rows:
        named.setdefault((row.gtin, row.serial), row.was_lot)
    return named


async def lots_written_down(work: Work, gtin: str, serial: str) -> set[str]:
    """Under which other lots the books had the cartridge before."""
    of = number_corrections.c
    was = select(of.was_lot).where(of.gtin == gtin, of.serial == serial)
    return set((await work.execute(was)).scalars())
