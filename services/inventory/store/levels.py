"""Tells the stock manager when a product runs low: once, until it has risen above the reorder point again."""

from sqlalchemy import select, update

from chassis.work import Work
from contracts.inventory.stock import StockLow
from services.inventory.store.clinics import Clinic
from services.inventory.tables import products, stock_levels


async def notice_level(work: Work, clinic: Clinic, gtin: str, available: int) -> None:
    """Publish StockLow when ``available`` has come down to the reorder point; under the clinic's lock."""
    this = (stock_levels.c.clinic_id == clinic.id) & (stock_levels.c.gtin == gtin)
    statement = select(stock_levels, products.c.name).join(products, products.c.gtin == stock_levels.c.gtin).where(this)
    level = (await work.execute(statement)).first()
    if level is None:
        return
    low = available <= level.reorder_point
    if low == (level.low_since is not None):
        return
    await work.execute(update(stock_levels).where(this).values(low_since=work.now if low else None))
    if low:
        work.publish(
            StockLow(
                clinic_id=clinic.id,
                gtin=gtin,
                product=level.name,
                available=available,
                reorder_point=level.reorder_point,
                reorder_quantity=level.reorder_quantity,
                noticed_at=work.now,
            )
        )
