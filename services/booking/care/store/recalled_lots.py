"""Lots that must not be used, as inventory's events say: one for each clinic, and in any order between clinics."""

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
