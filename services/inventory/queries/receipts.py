"""Deliveries that were received, as the ledger has them."""

from uuid import UUID

from sqlalchemy import func, select

from chassis.http import Page, Paging, Period, equal_to, page
from chassis.work import Work
from services.inventory.domain.places import EntryKind
from services.inventory.domain.purchase_orders import spoken_number
from services.inventory.forms.receipts import ReceiptDetailView, ReceiptSummary, ReceivedEntryView
from services.inventory.store.receipts import entries_of_receipts, read_receipt
from services.inventory.tables import ledger, receipts, serials


async def list_receipts(
    work: Work, clinic_id: UUID, paging: Paging, period: Period, *, order_id: UUID | None, delivery_note: str | None
) -> Page[ReceiptSummary]:
    """A clinic's deliveries, the newest first."""
    each_lot = func.jsonb_build_object("gtin", ledger.c.gtin, "lot", ledger.c.lot, "quantity", ledger.c.quantity)
    of = receipts.c
    statement = (
        select(
            ledger.c.cause.label("id"),
            ledger.c.clinic_id,
            ledger.c.at.label("received_at"),
            func.sum(ledger.c.quantity).label("cartridges"),
            func.jsonb_agg(each_lot).label("lots"),
            of.order_id,
            of.delivery_note,
        )
        .outerjoin(receipts, of.id == ledger.c.cause)
        .where(ledger.c.clinic_id == clinic_id, ledger.c.kind == EntryKind.RECEIPT.value, *period.of(ledger.c.at))
        .where(*equal_to({of.order_id: order_id}))
        .group_by(ledger.c.cause, ledger.c.clinic_id, ledger.c.at, of.order_id, of.delivery_note)
    )
    if delivery_note is not None:
        statement = statement.where(func.lower(of.delivery_note) == delivery_note.lower())
    received = statement.subquery()
    newest_first = [received.c.received_at.desc(), received.c.id.desc()]
    return await page(work, select(received), newest_first, paging, ReceiptSummary.model_validate)


async def show_receipt(work: Work, receipt_id: UUID) -> ReceiptDetailView:
    """One delivery with what was taken back of it. Raises ReceiptUnknown, Forbidden."""
    row = await read_receipt(work, receipt_id)
    work.access.authorize(where=row.clinic_id)
    entries = entries_of_receipts().where(ledger.c.cause == receipt_id).order_by(ledger.c.gtin, ledger.c.lot)
    numbered: dict[tuple[str, str], list[str]] = {}
    of = serials.c
    mine = select(of.gtin, of.lot, of.serial).where(of.receipt_id == receipt_id).order_by(of.serial)
    for each in await work.execute(mine):
        numbered.setdefault((each.gtin, each.lot), []).append(each.serial)
    return ReceiptDetailView.model_validate(
        {
            **row._mapping,
            "order_number": None if row.number is None else spoken_number(row.number),
            "accepted": row.accepted or [],
            "entries": [
                ReceivedEntryView.model_validate(
                    {**each._mapping, "entry_id": each.id, "serials": numbered.get((each.gtin, each.lot), [])}
                )
                for each in (await work.execute(entries)).all()
            ],
        }
    )
