"""/lots: where a lot's cartridges are, and its ledger. GS1 allows a slash in a lot."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, ReadBy, Transaction, api_router, refuses
from services.inventory.access import STOCK_READ
from services.inventory.api.filters import GtinQuery
from services.inventory.commands.products import read_gtin
from services.inventory.domain.refusals import GtinInvalid, LotUnknown
from services.inventory.forms.lots import BalanceView, LotView
from services.inventory.queries import lots as queries

router = api_router("lots")


@router.get("/lots", dependencies=[allow(STOCK_READ)])
@refuses(GtinInvalid)
async def list_lots(
    work: Transaction,
    paging: PageQuery,
    clinic_id: UUID,
    gtin: GtinQuery = None,
    on_shelf: Annotated[bool, Query(description="Only lots of which anything is on the shelf.")] = False,
) -> Page[BalanceView]:
    """Every lot that a clinic received, and where its cartridges are now; by product and lot."""
    work.access.authorize(where=clinic_id)
    return await queries.list_lots(work, clinic_id, paging, gtin=gtin, on_shelf=on_shelf)


@router.get("/lots/{gtin}/{lot:path}", dependencies=[allow(STOCK_READ)])
@refuses(GtinInvalid, LotUnknown)
async def read_lot(work: Transaction, paging: PageQuery, gtin: str, lot: str, reader: ReadBy) -> LotView:
    """A lot's balance at each clinic, and a page of its ledger in the order in which it was written."""
    return await queries.show_lot(work, read_gtin(gtin), lot, paging, reader)
