"""Deliveries that were received, as the ledger has them."""

from uuid import UUID

from sqlalchemy import func, select

from chassis.http import Page, Paging, Period, page
from chassis.work import Work
from services.inventory.domain.places import EntryKind
from services.inventory.forms.receipts import ReceiptSummary
from services.inventory.tables import ledger


async def list_receipts(work: Work, clinic_id: UUID, paging: Paging, period: Period) -> Page[ReceiptSummary]:
    """A clinic's deliveries, the newest first."""
    each_lot = func.jsonb_build_object("gtin", ledger.c.gtin, "lot", ledger.c.lot, "quantity", ledger.c.quantity)
    received = (
        select(
            ledger.c.cause.label("id"),
            ledger.c.clinic_id,
            ledger.c.at.label("received_at"),
            func.sum(ledger.c.quantity).label("cartridges"),
            func.jsonb_agg(each_lot).label("lots"),
        )
        .where(ledger.c.clinic_id == clinic_id, ledger.c.kind == EntryKind.RECEIPT.value, *period.of(ledger.c.at))
        .group_by(ledger.c.cause, ledger.c.clinic_id, ledger.c.at)
        .subquery()
    )
    newest_first = [received.c.received_at.desc(), received.c.id.desc()]
    return await page(work, select(received), newest_first, paging, ReceiptSummary.model_validate)
