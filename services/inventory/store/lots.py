"""Lots as the chain knows them."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select, tuple_

from chassis.work import Work
from services.inventory.tables import lots


async def expiries_of(work: Work, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], date]:
    """The last day of use of each lot that is known, by (gtin, lot)."""
    statement = select(lots.c.gtin, lots.c.lot, lots.c.expires_on).where(tuple_(lots.c.gtin, lots.c.lot).in_(keys))
    return {(row.gtin, row.lot): row.expires_on for row in await work.execute(statement)}
