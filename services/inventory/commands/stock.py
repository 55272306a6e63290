"""What follows every movement of a product's stock at a clinic."""

from chassis.work import Work
from services.inventory.commands.levels import notice_level
from services.inventory.store.stock import Shelf, keep_shelf


async def settle(work: Work, shelf: Shelf) -> None:
    """Fill short reservations from what has become free, keep everything, and publish StockLow when stock is low."""
    shelf.stock.fill_short()
    await keep_shelf(work, shelf)
    await notice_level(work, shelf.clinic, shelf.gtin, shelf.stock.available)
