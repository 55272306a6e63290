"""/stock: what clinics have of each product."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from services.inventory.access import STOCK_READ
from services.inventory.api.filters import GtinQuery
from services.inventory.domain.refusals import GtinInvalid
from services.inventory.forms.stock import StockView
from services.inventory.queries import stock as queries

router = api_router("stock")


@router.get("/stock", dependencies=[allow(STOCK_READ)])
@refuses(GtinInvalid)
async def list_stock(
    work: Transaction,
    paging: PageQuery,
    clinic_id: Annotated[UUID | None, Query(description="Left out: every clinic that the caller works for.")] = None,
    gtin: GtinQuery = None,
    low: Annotated[bool | None, Query(description="true: what has fallen to its reorder point.")] = None,
) -> Page[StockView]:
    """Stock with the lots on the shelf, by product and then by clinic, so that one sees who else has some."""
    return await queries.list_stock(work, paging, clinic_id=clinic_id, gtin=gtin, low=low)
