"""What a unit of a product cost, and when."""

from sqlalchemy import select

from chassis.http import Page, Paging, page
from chassis.work import Work
from services.inventory.forms.prices import PriceView
from services.inventory.queries.products import show_product
from services.inventory.tables import prices


async def list_prices(work: Work, paging: Paging, gtin: str) -> Page[PriceView]:
    """The last first. Raises ProductUnknown."""
    await show_product(work, gtin)
    statement = select(prices).where(prices.c.gtin == gtin)
    return await page(work, statement, [prices.c.from_at.desc()], paging, PriceView.model_validate)
