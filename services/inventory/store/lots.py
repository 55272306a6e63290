"""Lots as the chain knows them."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import insert

from chassis.work import Work
from services.inventory.domain.receipts import Labelled
from services.inventory.tables import lots


async def expiries_of(work: Work, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], date]:
    """The last day of use of each lot that is known, by (gtin, lot)."""
    statement = select(lots.c.gtin, lots.c.lot, lots.c.expires_on).where(tuple_(lots.c.gtin, lots.c.lot).in_(keys))
    return {(row.gtin, row.lot): row.expires_on for row in await work.execute(statement)}


async def keep_lots(work: Work, labels: Iterable[Labelled]) -> None:
    """Write down lots that are seen for the first time. Whoever writes the same lot down at once is first or second."""
    rows = {(each.gtin, each.lot): {"expires_on": each.expires_on, "made_on": each.made_on} for each in labels}
    values = [{"gtin": gtin, "lot": lot, **said} for (gtin, lot), said in sorted(rows.items())]
    if values:
        await work.execute(insert(lots).on_conflict_do_nothing(), values)
