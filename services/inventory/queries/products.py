"""Products of the chain."""

from sqlalchemy import select

from chassis.http import Page, Paging, page
from chassis.work import Work
from services.inventory.forms.products import ProductView
from services.inventory.tables import products


async def list_products(work: Work, paging: Paging) -> Page[ProductView]:
    """Every cartridge that the chain buys, by GTIN."""
    return await page(work, select(products), [products.c.gtin], paging, ProductView.model_validate)
