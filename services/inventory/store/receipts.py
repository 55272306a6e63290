"""Receipts: what they belong to, and what the ledger says was received and taken back by each."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, insert, select

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.domain.places import EntryKind
from services.inventory.domain.receipt_refusals import ReceiptUnknown
from services.inventory.tables import ledger, lots, purchase_orders, receipts, receiving_policy

_back = ledger.alias("back")
_RECEIPT = EntryKind.RECEIPT.value


def entries_of_receipts() -> Select[Any]:
    """Ledger entries of receipts, each with how many of its cartridges were taken back since, and its lot's expiry."""
    taken_back = func.coalesce(_back.c.quantity, 0).label("taken_back")
    return (
        select(ledger, taken_back, lots.c.expires_on)
        .join(lots, (lots.c.gtin == ledger.c.gtin) & (lots.c.lot == ledger.c.lot))
        .outerjoin(_back, _back.c.corrects == ledger.c.id)
        .where(ledger.c.kind == _RECEIPT)
    )


async def received_of(work: Work, order_ids: Iterable[UUID]) -> dict[UUID, dict[str, int]]:
    """Single units by product that were received against orders and not taken back, by order."""
    wanted = sorted(set(order_ids))
    units = func.sum(ledger.c.quantity - func.coalesce(_back.c.quantity, 0)).label("units")
    statement = (
        select(receipts.c.order_id, ledger.c.gtin, units)
        .join(ledger, (ledger.c.cause == receipts.c.id) & (ledger.c.kind == _RECEIPT))
        .outerjoin(_back, _back.c.corrects == ledger.c.id)
        .where(receipts.c.order_id.in_(wanted))
        .group_by(receipts.c.order_id, ledger.c.gtin)
    )
    received: dict[UUID, dict[str, int]] = {id: {} for id in wanted}
    for row in await work.execute(statement):
        received[row.order_id][row.gtin] = int(row.units)
    return received


async def keep_receipt(work: Work, **values: Any) -> None:
    """Write down what a receipt belongs to."""
    await work.execute(insert(receipts).values(received_at=work.now, received_by=work.actor.subject, **values))


async def read_receipt(work: Work, receipt_id: UUID) -> Row:
    """A receipt with its order's number, the moment and who received it. Raises ReceiptUnknown."""
    of = receipts.c
    statement = (
        select(
            ledger.c.cause.label("id"),
            ledger.c.clinic_id,
            ledger.c.at.label("received_at"),
            ledger.c.actor.label("received_by"),
            of.order_id,
            of.delivery_note,
            of.accepted,
            purchase_orders.c.number,
        )
        .outerjoin(receipts, of.id == ledger.c.cause)
        .outerjoin(purchase_orders, purchase_orders.c.id == of.order_id)
        .where(ledger.c.cause == receipt_id, ledger.c.kind == _RECEIPT)
        .limit(1)
    )
    row = (await work.execute(statement)).first()
    if row is None:
        raise ReceiptUnknown("There is no such receipt: look at the list of receipts.")
    return row


async def order_of_receipt(work: Work, receipt_id: UUID) -> UUID | None:
    """The order that a receipt belongs to."""
    found: UUID | None = await work.scalar(select(receipts.c.order_id).where(receipts.c.id == receipt_id))
    return found


async def note_received_at(work: Work, clinic_id: UUID, note: str) -> datetime | None:
    """When something that was not taken back was first received at a clinic under a delivery note."""
    kept: ColumnElement[bool] = _back.c.id.is_(None)
    statement = (
        select(func.min(receipts.c.received_at))
        .join(ledger, (ledger.c.cause == receipts.c.id) & (ledger.c.kind == _RECEIPT))
        .outerjoin(_back, _back.c.corrects == ledger.c.id)
        .where(receipts.c.clinic_id == clinic_id, func.lower(receipts.c.delivery_note) == note.lower(), kept)
    )
    found: datetime | None = await work.scalar(statement)
    return found


async def find_policy(work: Work) -> Row | None:
    """The chain's policy of receiving; None: nobody has set one."""
    return (await work.execute(select(receiving_policy))).first()
