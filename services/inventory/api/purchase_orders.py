"""/purchase-orders: what is ordered from suppliers."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from fastapi.responses import Response

from chassis.access.admission import allow
from chassis.http import (
    IfMatch,
    MergePatch,
    Page,
    PageQuery,
    Patch,
    PeriodQuery,
    Transaction,
    api_router,
    refuses,
    tag_version,
)
from services.inventory.access import ORDERS_READ, ORDERS_WRITE
from services.inventory.api.csv_files import CsvAnswer, csv_file, saved_as
from services.inventory.api.filters import GtinQuery
from services.inventory.commands import purchase_order_ends as ends
from services.inventory.commands import purchase_orders as commands
from services.inventory.domain.purchase_order_refusals import (
    DraftExists,
    OrderInvalid,
    OrderNotDraft,
    OrderNotEnded,
    OrderOver,
    OrderPartlyReceived,
    OrderUnknown,
)
from services.inventory.domain.purchase_orders import OrderStatus
from services.inventory.domain.refusals import ClinicUnknown, ClosedForGood, GtinInvalid
from services.inventory.domain.supplier_refusals import SupplierEnded, SupplierUnknown
from services.inventory.forms.purchase_orders import (
    DocumentLanguage,
    OrderDueForm,
    OrderEditForm,
    OrderEndForm,
    OrderForm,
    OrderSendForm,
    OrderSummary,
    OrderView,
)
from services.inventory.queries import purchase_orders as queries

router = api_router("purchase-orders")
_PDF = {"schema": {"type": "string", "format": "binary", "examples": ["%PDF-1.4"]}}


class PdfAnswer(Response):
    """A page to be printed or sent on."""

    media_type = "application/pdf"


@router.post("/purchase-orders", status_code=201, dependencies=[allow(ORDERS_WRITE)])
@refuses(ClosedForGood, ClinicUnknown, GtinInvalid, OrderInvalid, SupplierEnded, SupplierUnknown)
async def add_to_order(work: Transaction, form: OrderForm, response: Response) -> OrderView:
    """Put products on the clinic's draft for a supplier. There is one draft at most; the first products begin it."""
    work.access.authorize(where=form.clinic_id)
    return _tagged(response, await commands.add_to_order(work, form))


@router.get("/purchase-orders", dependencies=[allow(ORDERS_READ)])
@refuses(GtinInvalid)
async def list_orders(
    work: Transaction,
    paging: PageQuery,
    period: PeriodQuery,
    clinic_id: Annotated[UUID | None, Query(description="Left out: every clinic that the caller works for.")] = None,
    supplier_id: UUID | None = None,
    gtin: GtinQuery = None,
    status: OrderStatus | None = None,
    overdue: Annotated[bool | None, Query(description="true: its day is over, and something is still to come.")] = None,
    number: Annotated[int | None, Query(ge=1, le=2**31 - 1, description="Of PO-00012 it is 12.")] = None,
) -> Page[OrderSummary]:
    """Orders, the newest first; `from` and `to` are of when they were begun."""
    return await queries.list_orders(
        work,
        paging,
        period,
        clinic_id=clinic_id,
        supplier_id=supplier_id,
        gtin=gtin,
        status=status,
        overdue=overdue,
        number=number,
    )


@router.get("/purchase-orders/{order_id}", dependencies=[allow(ORDERS_READ)])
@refuses(OrderUnknown)
async def read_order(work: Transaction, order_id: UUID, response: Response) -> OrderView:
    """One order with what has arrived of it; its ETag goes into If-Match of a change."""
    return _tagged(response, await queries.show_order(work, order_id))


@router.get(
    "/purchase-orders/{order_id}/sheet",
    response_class=CsvAnswer,
    responses=csv_file("order,account,deliver_to,due_on,note,gtin,name", "A file for the supplier."),
    dependencies=[allow(ORDERS_READ)],
)
@refuses(OrderUnknown)
async def read_order_sheet(work: Transaction, order_id: UUID) -> CsvAnswer:
    """An order's lines as CSV, to be given to the supplier: UTF-8, prices in the smallest unit of the currency."""
    number, written = await queries.show_order_as_sheet(work, order_id)
    return saved_as(number, written)


@router.get(
    "/purchase-orders/{order_id}/document",
    response_class=PdfAnswer,
    responses={200: {"description": "A file for the supplier.", "content": {"application/pdf": _PDF}}},
    dependencies=[allow(ORDERS_READ)],
)
@refuses(OrderUnknown)
async def read_order_document(
    work: Transaction,
    order_id: UUID,
    language: Annotated[DocumentLanguage, Query(description="That of the supplier.")] = DocumentLanguage.ENGLISH,
) -> PdfAnswer:
    """An order as PDF, to be given to the supplier: where to deliver, lines, prices and total; A4, text selectable."""
    number, written = await queries.show_order_as_document(work, order_id, language)
    return PdfAnswer(written, headers={"Content-Disposition": f'attachment; filename="{number}.pdf"'})


@router.patch("/purchase-orders/{order_id}", dependencies=[allow(ORDERS_WRITE)])
@refuses(ClinicUnknown, GtinInvalid, OrderInvalid, OrderNotDraft, OrderOver, OrderUnknown)
async def change_order(
    work: Transaction,
    order_id: UUID,
    edit: Annotated[Patch[OrderEditForm], MergePatch],
    version: IfMatch,
    response: Response,
) -> OrderView:
    """Change a draft, its lines as a whole; of an order that was sent the note and the supplier's number."""
    return _tagged(response, await commands.change_order(work, order_id, edit, version))


@router.post("/purchase-orders/{order_id}/send", dependencies=[allow(ORDERS_WRITE)])
@refuses(ClosedForGood, ClinicUnknown, OrderInvalid, OrderNotDraft, OrderUnknown, SupplierEnded, SupplierUnknown)
async def send_order(
    work: Transaction, order_id: UUID, form: OrderSendForm, version: IfMatch, response: Response
) -> OrderView:
    """The supplier has got the order from a person: it is expected from now on."""
    return _tagged(response, await ends.send_order(work, order_id, form, version))


@router.post("/purchase-orders/{order_id}/reschedule", dependencies=[allow(ORDERS_WRITE)])
@refuses(ClinicUnknown, OrderInvalid, OrderNotDraft, OrderOver, OrderUnknown)
async def reschedule_order(
    work: Transaction, order_id: UUID, form: OrderDueForm, version: IfMatch, response: Response
) -> OrderView:
    """The supplier delivers on another day."""
    return _tagged(response, await ends.reschedule_order(work, order_id, form, version))


@router.post("/purchase-orders/{order_id}/cancel", dependencies=[allow(ORDERS_WRITE)])
@refuses(ClinicUnknown, OrderOver, OrderPartlyReceived, OrderUnknown)
async def cancel_order(
    work: Transaction, order_id: UUID, form: OrderEndForm, version: IfMatch, response: Response
) -> OrderView:
    """Nothing of it comes: a draft that is not wanted, or an order of which nothing has arrived."""
    return _tagged(response, await ends.cancel_order(work, order_id, form, version))


@router.post("/purchase-orders/{order_id}/close", dependencies=[allow(ORDERS_WRITE)])
@refuses(ClinicUnknown, OrderNotDraft, OrderOver, OrderUnknown)
async def close_order(
    work: Transaction, order_id: UUID, form: OrderEndForm, version: IfMatch, response: Response
) -> OrderView:
    """Close it short: what has not arrived does not come."""
    return _tagged(response, await ends.close_order(work, order_id, form, version))


@router.post("/purchase-orders/{order_id}/reopen", dependencies=[allow(ORDERS_WRITE)])
@refuses(ClinicUnknown, DraftExists, OrderNotEnded, OrderUnknown)
async def reopen_order(
    work: Transaction, order_id: UUID, form: OrderEndForm, version: IfMatch, response: Response
) -> OrderView:
    """It was cancelled or closed by mistake: it is a draft or awaited, as it was."""
    return _tagged(response, await ends.reopen_order(work, order_id, form, version))


def _tagged(response: Response, order: OrderView) -> OrderView:
    tag_version(response, order.version)
    return order
