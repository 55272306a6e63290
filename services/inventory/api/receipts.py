"""/receipts: what comes onto the shelf."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, PeriodQuery, Transaction, api_router, refuses
from services.inventory.access import STOCK_READ, STOCK_WRITE
from services.inventory.commands import receipts as commands
from services.inventory.domain.refusals import ClinicUnknown, ReceiptRefused
from services.inventory.forms.receipts import ReceiptForm, ReceiptSummary, ReceiptView
from services.inventory.queries import receipts as queries

router = api_router("receipts")


@router.post("/receipts", status_code=201, dependencies=[allow(STOCK_WRITE)])
@refuses(ClinicUnknown, ReceiptRefused)
async def receive_delivery(work: Transaction, form: ReceiptForm) -> ReceiptView:
    """Receive a scanned delivery, all of it or nothing."""
    work.access.authorize(where=form.clinic_id)
    return await commands.receive(work, form)


@router.get("/receipts", dependencies=[allow(STOCK_READ)])
async def list_receipts(
    work: Transaction, paging: PageQuery, period: PeriodQuery, clinic_id: UUID
) -> Page[ReceiptSummary]:
    """The deliveries that a clinic received, the newest first; `from` and `to` are of when that was."""
    work.access.authorize(where=clinic_id)
    return await queries.list_receipts(work, clinic_id, paging, period)
