"""/expiring-stock: what lies free until it expires, and who could use it."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, ReadBy, Transaction, api_router, refuses
from services.inventory.access import STOCK_READ, STOCK_WRITE
from services.inventory.api.csv_files import CsvAnswer, csv_file, saved_as
from services.inventory.api.filters import ClinicQuery, GtinQuery
from services.inventory.commands.expiring_transfers import accept_saving
from services.inventory.domain.purchase_order_refusals import ProposalChanged
from services.inventory.domain.refusals import (
    ClinicUnknown,
    ClosedForGood,
    ExpiringStockUnknown,
    GtinInvalid,
    SheetTooLong,
)
from services.inventory.domain.transfer_refusals import (
    SessionsFallShort,
    TransferInvalid,
    TransferRefused,
    TransferUnknown,
)
from services.inventory.forms.expiring_stock import ExpiringStockView, SavingAcceptanceForm
from services.inventory.forms.transfers import TransferView
from services.inventory.queries import expiring_stock as queries
from services.inventory.queries.transfers import show_transfer

router = api_router("expiring-stock")


@router.get("/expiring-stock", dependencies=[allow(STOCK_READ)])
@refuses(GtinInvalid)
async def list_expiring_stock(
    work: Transaction,
    paging: PageQuery,
    reader: ReadBy,
    clinic_id: ClinicQuery = None,
    gtin: GtinQuery = None,
    closed: bool | None = None,
) -> Page[ExpiringStockView]:
    """Lots that expire before booked sessions use them, the latest first, with the transfers that save most."""
    return await queries.list_expiring(work, paging, reader, clinic_id=clinic_id, gtin=gtin, closed=closed)


@router.get(
    "/expiring-stock/csv",
    response_class=CsvAnswer,
    responses=csv_file("clinic,product,lot,expires_on,free,transfer_to,transfer_saves"),
    dependencies=[allow(STOCK_READ)],
)
@refuses(GtinInvalid, SheetTooLong)
async def read_expiring_stock_as_csv(
    work: Transaction,
    reader: ReadBy,
    clinic_id: ClinicQuery = None,
    gtin: GtinQuery = None,
    closed: bool | None = None,
) -> CsvAnswer:
    """What expires unused as CSV: a line for each lot, with the transfer that saves most."""
    written = await queries.expiring_csv(work, reader, clinic_id=clinic_id, gtin=gtin, closed=closed)
    return saved_as("expiring-stock", written)


@router.post("/expiring-stock/{expiring_id}/accept", status_code=201, dependencies=[allow(STOCK_WRITE)])
@refuses(
    ClosedForGood,
    ClinicUnknown,
    ExpiringStockUnknown,
    ProposalChanged,
    SessionsFallShort,
    TransferInvalid,
    TransferRefused,
    TransferUnknown,
)
async def accept_saving_transfer(work: Transaction, expiring_id: UUID, form: SavingAcceptanceForm) -> TransferView:
    """Send a transfer as it was proposed, packed before; refused when the other clinic cannot use that many any more.

    Cartridges with numbers are scanned one by one: POST /v1/transfers.
    """
    return await show_transfer(work, await accept_saving(work, expiring_id, form))
