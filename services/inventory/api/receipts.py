"""/receipts: what comes onto the shelf."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, PeriodQuery, ReadBy, Transaction, api_router, refuses
from services.inventory.access import STOCK_READ, STOCK_WRITE
from services.inventory.commands import receipt_withdrawals as withdrawals
from services.inventory.commands import receipts as commands
from services.inventory.commands.receipt_trials import try_delivery
from services.inventory.domain.lot_refusals import NumberPutAway
from services.inventory.domain.purchase_order_refusals import (
    OrderElsewhere,
    OrderNotDraft,
    OrderOver,
    OrderUnknown,
)
from services.inventory.domain.receipt_refusals import (
    OverDeliveryRefused,
    ReceiptMixed,
    ReceiptQuestioned,
    ReceiptSpent,
    ReceiptUnknown,
)
from services.inventory.domain.refusals import ClinicUnknown, ReceiptRefused
from services.inventory.forms.receipts import (
    ReceiptAssignmentForm,
    ReceiptDetailView,
    ReceiptForm,
    ReceiptSummary,
    ReceiptTrialView,
    ReceiptView,
    ReceiptWithdrawalForm,
    ReceiptWithdrawalView,
)
from services.inventory.queries import receipts as queries

router = api_router("receipts")
_OF_ORDER = (OrderElsewhere, OrderNotDraft, OrderOver, OrderUnknown, OverDeliveryRefused, ReceiptQuestioned)


@router.post("/receipts", status_code=201, dependencies=[allow(STOCK_WRITE)])
@refuses(ClinicUnknown, ReceiptRefused, *_OF_ORDER)
async def receive_delivery(work: Transaction, form: ReceiptForm) -> ReceiptView:
    """Receive a scanned delivery, all of it or nothing; what is unusual about it has to be accepted."""
    work.access.authorize(where=form.clinic_id)
    return await commands.receive(work, form)


@router.post("/receipts/try", dependencies=[allow(STOCK_WRITE)])
@refuses(ClinicUnknown, OrderElsewhere, OrderNotDraft, OrderOver, OrderUnknown, OverDeliveryRefused)
async def try_receipt(work: Transaction, form: ReceiptForm, reader: ReadBy) -> ReceiptTrialView:
    """What each label of a delivery says, what is wrong with it, and what would be asked. Nothing is received."""
    work.access.authorize(where=form.clinic_id)
    return await try_delivery(work, form, reader)


@router.get("/receipts", dependencies=[allow(STOCK_READ)])
async def list_receipts(
    work: Transaction,
    paging: PageQuery,
    period: PeriodQuery,
    clinic_id: UUID,
    order_id: UUID | None = None,
    delivery_note: Annotated[str | None, Query(max_length=100)] = None,
) -> Page[ReceiptSummary]:
    """The deliveries that a clinic received, the newest first; `from` and `to` are of when that was."""
    work.access.authorize(where=clinic_id)
    return await queries.list_receipts(work, clinic_id, paging, period, order_id=order_id, delivery_note=delivery_note)


@router.get("/receipts/{receipt_id}", dependencies=[allow(STOCK_READ)])
@refuses(ReceiptUnknown)
async def read_receipt(work: Transaction, receipt_id: UUID) -> ReceiptDetailView:
    """One delivery by lot and serial number, with its order, its delivery note, and what was taken back."""
    return await queries.show_receipt(work, receipt_id)


@router.post("/receipts/{receipt_id}/assign", dependencies=[allow(STOCK_WRITE)])
@refuses(ClinicUnknown, ReceiptUnknown, *_OF_ORDER)
async def assign_receipt(work: Transaction, receipt_id: UUID, form: ReceiptAssignmentForm) -> ReceiptDetailView:
    """It belongs to another order or delivery note than was said, or to none."""
    await withdrawals.assign_receipt(work, receipt_id, form)
    return await queries.show_receipt(work, receipt_id)


@router.post("/receipts/{receipt_id}/withdraw", dependencies=[allow(STOCK_WRITE)])
@refuses(ClinicUnknown, ReceiptMixed, ReceiptSpent, ReceiptUnknown, NumberPutAway)
async def withdraw_receipt(work: Transaction, receipt_id: UUID, form: ReceiptWithdrawalForm) -> ReceiptWithdrawalView:
    """It was entered in error: take back what is still on the shelf, also by serial number. What was used stays."""
    return await withdrawals.withdraw_receipt(work, receipt_id, form)
