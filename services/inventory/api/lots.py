"""/lots: where a lot's cartridges are, its ledger, and who was treated with it. GS1 allows a slash in a lot."""

from uuid import UUID

from chassis.http import Page, PageQuery, Transaction, api_router
from services.inventory.api.callers import Recaller, Staff
from services.inventory.commands.products import read_gtin
from services.inventory.forms import BalanceView, LotView, TraceView
from services.inventory.queries.lots import list_lots, show_lot, show_trace

router = api_router("lots")


@router.get("/lots")
async def get_lots(actor: Staff, work: Transaction, paging: PageQuery, clinic_id: UUID) -> Page[BalanceView]:
    """Every lot that a clinic received, and where its cartridges are now."""
    actor.require_clinic(clinic_id)
    return await list_lots(work, clinic_id, paging)


@router.get("/lots/{gtin}/{lot:path}/trace")
async def get_trace(actor: Recaller, work: Transaction, gtin: str, lot: str) -> TraceView:
    """Who was treated with a lot: patient, clinic, session, time."""
    return await show_trace(work, actor, read_gtin(gtin), lot)


@router.get("/lots/{gtin}/{lot:path}")
async def get_lot(actor: Staff, work: Transaction, paging: PageQuery, gtin: str, lot: str) -> LotView:
    """A lot's balance at each clinic, and a page of its ledger."""
    return await show_lot(work, actor, read_gtin(gtin), lot, paging)
