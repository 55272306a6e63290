"""/stock: what a clinic has of each product."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router
from services.inventory.access import STOCK_READ
from services.inventory.forms.stock import StockView
from services.inventory.queries import stock as queries

router = api_router("stock")


@router.get("/stock", dependencies=[allow(STOCK_READ)])
async def list_stock(work: Transaction, paging: PageQuery, clinic_id: UUID) -> Page[StockView]:
    """A clinic's stock by product, with the lots on its shelf."""
    work.access.authorize(where=clinic_id)
    return await queries.list_stock(work, clinic_id, paging)
