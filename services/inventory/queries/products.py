"""Products and reorder levels."""

from uuid import UUID

from sqlalchemy import select

from chassis.http import Page, Paging, page
from chassis.work import Work
from services.inventory.domain.refusals import ProductUnknown
from services.inventory.forms import LevelView, ProductView
from services.inventory.tables import products, stock_levels


async def list_products(work: Work, paging: Paging) -> Page[ProductView]:
    """Every cartridge that the chain buys, by GTIN."""
    return await page(work, select(products), [products.c.gtin], paging, ProductView.model_validate)


async def show_level(work: Work, clinic_id: UUID, gtin: str) -> LevelView:
    """When a clinic orders a product. Raises ProductUnknown when that was never said."""
    this = (stock_levels.c.clinic_id == clinic_id) & (stock_levels.c.gtin == gtin)
    row = (await work.execute(select(stock_levels).where(this))).first()
    if row is None:
        raise ProductUnknown(f"No reorder level is set for {gtin} at this clinic: set it with PUT at this address.")
    return LevelView.model_validate(row)
