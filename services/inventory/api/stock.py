"""/stock: what a clinic has of each product."""

from uuid import UUID

from chassis.http import Page, PageQuery, Transaction, api_router
from services.inventory.access import Staff
from services.inventory.forms.stock import StockView
from services.inventory.queries import stock as queries

router = api_router("stock")


@router.get("/stock")
async def list_stock(actor: Staff, work: Transaction, paging: PageQuery, clinic_id: UUID) -> Page[StockView]:
    """A clinic's stock by product, with the lots on its shelf."""
    actor.require_clinic(clinic_id)
    return await queries.list_stock(work, clinic_id, paging)
