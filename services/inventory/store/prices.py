"""What a unit of a product cost, and when. Under the lock of the product's row."""

from datetime import UTC, datetime

from sqlalchemy import Select, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.tables import prices

BEGINNING = datetime(1900, 1, 1, tzinfo=UTC)
"""The first price that is known holds from then on: what it was before, nobody has said."""
PRICED = (
    "(SELECT gtin, price_minor, currency, from_at,"
    " lead(from_at, 1, 'infinity') OVER (PARTITION BY gtin ORDER BY from_at) AS until_at FROM prices) AS priced"
)
"""Each price of each product with its time, for a statement that joins it by `gtin` and a moment."""


async def keep_price(work: Work, gtin: str, price_minor: int | None, currency: str | None) -> None:
    """A unit costs that much from now on; the first price that is stated, from the beginning. None: nobody knows."""
    latest = (await work.execute(_latest(gtin))).first()
    if (latest.price_minor, latest.currency) == (price_minor, currency) if latest else price_minor is None:
        return
    stated = {"price_minor": price_minor, "currency": currency, "actor": work.actor.subject, "note": ""}
    of_now = insert(prices).values(gtin=gtin, from_at=work.now if latest else BEGINNING, **stated)
    await work.execute(of_now.on_conflict_do_update(index_elements=["gtin", "from_at"], set_=stated))


async def correct_price(
    work: Work, gtin: str, from_at: datetime, price_minor: int | None, currency: str | None, note: str
) -> tuple[Row | None, bool]:
    """Another price from that moment to the next one. Answers it, None where none begins then; and if it is the last.

    What it was is in the audit log.
    """
    this = (prices.c.gtin == gtin) & (prices.c.from_at == from_at)
    stated = {"price_minor": price_minor, "currency": currency, "actor": work.actor.subject, "note": note}
    found = (await work.execute(update(prices).where(this).values(stated).returning(*prices.c))).first()
    latest = (await work.execute(_latest(gtin))).first()
    return found, found is not None and latest is not None and latest.from_at == found.from_at


def _latest(gtin: str) -> Select[tuple[object, ...]]:
    return select(prices).where(prices.c.gtin == gtin).order_by(prices.c.from_at.desc()).limit(1)
