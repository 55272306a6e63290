"""Lots, and cartridges of them, that must not be used.

Inventory publishes an event for each clinic, and between clinics they come in any order.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import case, func
from sqlalchemy.dialects.postgresql import insert

from chassis.work import Work
from services.booking.care.tables import lots

_KEY = ("gtin", "lot")


async def bar_lot(work: Work, gtin: str, lot: str, reason: str, recalled_at: datetime) -> None:
    """No session is recorded with the lot, unless this recall was withdrawn already."""
    recalled = {"recalled_at": recalled_at, "recall_reason": reason}
    later = func.coalesce(lots.c.recall_withdrawn_at < recalled_at, True)
    statement = insert(lots).values(gtin=gtin, lot=lot, **recalled)
    await work.execute(
        statement.on_conflict_do_update(index_elements=_KEY, set_=recalled, where=lots.c.recalled_at.is_(None) & later)
    )


async def allow_lot(work: Work, gtin: str, lot: str, withdrawn_at: datetime) -> None:
    """Sessions are recorded with the lot again, unless it was recalled another time since."""
    latest = func.greatest(lots.c.recall_withdrawn_at, withdrawn_at)
    stands = lots.c.recalled_at > withdrawn_at
    statement = insert(lots).values(gtin=gtin, lot=lot, recall_withdrawn_at=withdrawn_at)
    await work.execute(
        statement.on_conflict_do_update(
            index_elements=_KEY,
            set_={
                "recall_withdrawn_at": latest,
                "recalled_at": case((stands, lots.c.recalled_at)),
                "recall_reason": case((stands, lots.c.recall_reason)),
            },
        )
    )


async def bar_cartridges(
    work: Work, gtin: str, lot: str, source: str, serials: Sequence[str], recalled_at: datetime
) -> None:
    """No session is recorded with these cartridges, unless what ``source`` says was withdrawn already.

    ``source`` is a recall by number, or a recall of a lot and the clinic whose numbers it names, with a slash between.
    """
    said = {source: {"serials": list(serials), "at": recalled_at.isoformat()}}
    fresh = insert(lots).values(gtin=gtin, lot=lot, recalled_serials=said)
    what_came_first = fresh.excluded.recalled_serials.op("||")(lots.c.recalled_serials)
    await work.execute(fresh.on_conflict_do_update(index_elements=_KEY, set_={"recalled_serials": what_came_first}))


async def move_cartridge(
    work: Work, gtin: str, lot: str, source: str, serial: str, corrected_at: datetime, *, left: bool
) -> None:
    """A cartridge was written down as one of the lot and is of another, ``left``, or the other way round.

    A recall of the whole lot bars it no longer then, or again: what was corrected last counts.
    """
    said = {source: {"serials": [], "number": serial, "left": left, "at": corrected_at.isoformat()}}
    fresh = insert(lots).values(gtin=gtin, lot=lot, recalled_serials=said)
    both = lots.c.recalled_serials.op("||")(fresh.excluded.recalled_serials)
    await work.execute(fresh.on_conflict_do_update(index_elements=_KEY, set_={"recalled_serials": both}))


async def allow_cartridges(work: Work, gtin: str, lot: str, source: str) -> None:
    """It bars no cartridge any longer; another may."""
    fresh = insert(lots).values(gtin=gtin, lot=lot, recalled_serials={source: None})
    without = lots.c.recalled_serials.op("||")(fresh.excluded.recalled_serials)
    await work.execute(fresh.on_conflict_do_update(index_elements=_KEY, set_={"recalled_serials": without}))
