"""Cartridges that were used, and the lots that must not be."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from cartridge_codes.gtin import lot_key
from chassis.work import Work
from services.booking.care.domain.cartridges import Cartridge
from services.booking.care.domain.refusals import CartridgeAlreadyUsed
from services.booking.care.tables import lots, session_cartridges


async def hold_lots(work: Work, cartridges: Iterable[Cartridge]) -> set[str]:
    """Hold the lots, so that a recall comes before or after, never between. Answers the keys of those recalled."""
    keys = sorted({(one.gtin, one.lot) for one in cartridges})
    if not keys:
        return set()
    rows = insert(lots).values([{"gtin": gtin, "lot": lot} for gtin, lot in keys])
    held = rows.on_conflict_do_update(index_elements=["gtin", "lot"], set_={"lot": rows.excluded.lot})
    found = await work.execute(held.returning(lots.c.gtin, lots.c.lot, lots.c.recalled_at))
    return {lot_key(row.gtin, row.lot) for row in found if row.recalled_at is not None}


async def use_up(work: Work, session_id: UUID, cartridges: Sequence[Cartridge]) -> None:
    """Keep each cartridge as used: once, ever. Raises CartridgeAlreadyUsed."""
    if not cartridges:
        return
    rows = [
        {
            "session_id": session_id,
            "position": position,
            "gtin": one.gtin,
            "lot": one.lot,
            "serial": one.serial,
            "expires_on": one.expires_on,
        }
        for position, one in enumerate(cartridges)
    ]
    statement = insert(session_cartridges).values(rows).on_conflict_do_nothing()
    fresh = set((await work.execute(statement.returning(session_cartridges.c.position))).scalars())
    for position, one in enumerate(cartridges):
        if position not in fresh:
            raise CartridgeAlreadyUsed(
                f"Cartridge {one.serial} of lot {one.lot} was used in an earlier session: take a new, sterile one. "
                "One cartridge is for one patient and one session."
            )
