"""Cartridges that were used, and the lots that must not be."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from cartridge_codes.gtin import lot_key
from chassis.data.statements import Prepared
from chassis.work import Work
from services.booking.care.domain.cartridges import Cartridge
from services.booking.care.domain.refusals import CartridgeAlreadyUsed

_HOLD = Prepared(
    text(
        "INSERT INTO lots (gtin, lot) SELECT * FROM unnest(CAST(:gtins AS text[]), CAST(:lots AS text[]))"
        " ON CONFLICT (gtin, lot) DO UPDATE SET lot = excluded.lot RETURNING gtin, lot, recalled_at"
    )
)
_USE_UP = Prepared(
    text(
        "INSERT INTO session_cartridges (session_id, position, gtin, lot, serial, expires_on)"
        " SELECT :session, position - 1, gtin, lot, serial, expires_on FROM unnest(CAST(:gtins AS text[]),"
        " CAST(:lots AS text[]), CAST(:serials AS text[]), CAST(:expiries AS date[]))"
        " WITH ORDINALITY AS used(gtin, lot, serial, expires_on, position) ORDER BY position"
        " ON CONFLICT DO NOTHING RETURNING position"
    )
)


async def hold_lots(work: Work, cartridges: Iterable[Cartridge], at: datetime) -> set[str]:
    """Hold the lots, so that a recall comes before or after, never between.

    Answers the keys of those that had been recalled by then (UTC): what was used before is recorded as it was.
    """
    keys = sorted({(one.gtin, one.lot) for one in cartridges})
    if not keys:
        return set()
    gtins, names = zip(*keys, strict=True)
    found = await work.execute(_HOLD, {"gtins": list(gtins), "lots": list(names)})
    return {lot_key(row.gtin, row.lot) for row in found if row.recalled_at is not None and row.recalled_at <= at}


async def use_up(work: Work, session_id: UUID, cartridges: Sequence[Cartridge]) -> None:
    """Keep each cartridge as used: once, ever. Raises CartridgeAlreadyUsed."""
    if not cartridges:
        return
    used = {
        "session": session_id,
        "gtins": [one.gtin for one in cartridges],
        "lots": [one.lot for one in cartridges],
        "serials": [one.serial for one in cartridges],
        "expiries": [one.expires_on for one in cartridges],
    }
    fresh = set((await work.execute(_USE_UP, used)).scalars())
    for position, one in enumerate(cartridges):
        if position not in fresh:
            raise CartridgeAlreadyUsed(
                f"Cartridge {one.serial} of lot {one.lot} was used in an earlier session: take a new, sterile one. "
                "One cartridge is for one patient and one session."
            )
