"""/lots: where a lot's cartridges are, and its ledger. GS1 allows a slash in a lot."""

from uuid import UUID

from chassis.http import Page, PageQuery, Transaction, api_router
from services.inventory.access import Staff
from services.inventory.commands.products import read_gtin
from services.inventory.forms.lots import BalanceView, LotView
from services.inventory.queries.lots import list_lots, show_lot

router = api_router("lots")


@router.get("/lots")
async def get_lots(actor: Staff, work: Transaction, paging: PageQuery, clinic_id: UUID) -> Page[BalanceView]:
    """Every lot that a clinic received, and where its cartridges are now."""
    actor.require_clinic(clinic_id)
    return await list_lots(work, clinic_id, paging)


@router.get("/lots/{gtin}/{lot:path}")
async def get_lot(actor: Staff, work: Transaction, paging: PageQuery, gtin: str, lot: str) -> LotView:
    """A lot's balance at each clinic, and a page of its ledger."""
    return await show_lot(work, actor, read_gtin(gtin), lot, paging)
