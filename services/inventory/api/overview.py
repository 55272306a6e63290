"""/overview, /stock-movements and the stock day by day: the chain's stock in one place."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, PeriodQuery, ReadBy, Transaction, api_router, refuses
from services.inventory.access import STOCK_READ
from services.inventory.api.csv_files import CsvAnswer, csv_file, saved_as
from services.inventory.api.filters import ClinicQuery, GtinQuery
from services.inventory.commands.products import read_gtin
from services.inventory.domain.places import EntryKind
from services.inventory.domain.refusals import ClinicUnknown, DaysInvalid, GtinInvalid, ProductUnknown, SheetTooLong
from services.inventory.forms.overview import OverviewView, StockMovementView, StockSeriesView
from services.inventory.queries import overview as queries
from services.inventory.queries.stock_series import series_csv, show_series

router = api_router("overview")

ExpiringQuery = Annotated[int, Query(ge=0, le=730, description="Within how many days stock expires.")]
SlowQuery = Annotated[bool | None, Query(description="true: some on the shelf, none used within 90 days.")]
FirstQuery = Annotated[date | None, Query(description="A local day; left out: 30 days ago.")]
LastQuery = Annotated[date | None, Query(description="A local day; left out: 30 days ahead.")]


@router.get("/overview", dependencies=[allow(STOCK_READ)])
@refuses(GtinInvalid)
async def list_overview(
    work: Transaction,
    paging: PageQuery,
    clinic_id: ClinicQuery = None,
    gtin: GtinQuery = None,
    expiring_days: ExpiringQuery = 60,
    slow: SlowQuery = None,
) -> Page[OverviewView]:
    """The stock of clinics by product: free, held, expiring, in quarantine, under way, its use and its value."""
    return await queries.list_overview(work, paging, queries.Wanted(clinic_id, gtin, expiring_days, slow))


@router.get(
    "/overview/csv",
    response_class=CsvAnswer,
    responses=csv_file("clinic,gtin,product,free,reserved,used,booked,value_minor,currency"),
    dependencies=[allow(STOCK_READ)],
)
@refuses(GtinInvalid, SheetTooLong)
async def read_overview_as_csv(
    work: Transaction,
    clinic_id: ClinicQuery = None,
    gtin: GtinQuery = None,
    expiring_days: ExpiringQuery = 60,
    slow: SlowQuery = None,
) -> CsvAnswer:
    """The stock of clinics as CSV: a line for each product at each clinic."""
    written = await queries.overview_csv(work, queries.Wanted(clinic_id, gtin, expiring_days, slow))
    return saved_as("stock", written)


@router.get("/stock-movements", dependencies=[allow(STOCK_READ)])
@refuses(GtinInvalid)
async def list_movements(
    work: Transaction,
    paging: PageQuery,
    period: PeriodQuery,
    reader: ReadBy,
    clinic_id: ClinicQuery = None,
    gtin: GtinQuery = None,
    lot: str | None = None,
    kind: EntryKind | None = None,
) -> Page[StockMovementView]:
    """What moved, the latest first; `from` and `to` are of when it was entered."""
    return await queries.list_movements(work, paging, period, queries.Moves(clinic_id, gtin, lot, kind), reader)


@router.get(
    "/stock-movements/csv",
    response_class=CsvAnswer,
    responses=csv_file("at,clinic,gtin,product,lot,kind,quantity,leaves,enters"),
    dependencies=[allow(STOCK_READ)],
)
@refuses(GtinInvalid, SheetTooLong)
async def read_movements_as_csv(
    work: Transaction,
    period: PeriodQuery,
    reader: ReadBy,
    clinic_id: ClinicQuery = None,
    gtin: GtinQuery = None,
    lot: str | None = None,
    kind: EntryKind | None = None,
) -> CsvAnswer:
    """What moved in a period as CSV, the latest first."""
    written = await queries.movements_csv(work, period, queries.Moves(clinic_id, gtin, lot, kind), reader)
    return saved_as("stock-movements", written)


@router.get("/clinics/{clinic_id}/stock-series/{gtin}", dependencies=[allow(STOCK_READ)])
@refuses(ClinicUnknown, DaysInvalid, GtinInvalid, ProductUnknown)
async def read_series(
    work: Transaction,
    clinic_id: UUID,
    gtin: str,
    first: FirstQuery = None,
    last: LastQuery = None,
) -> StockSeriesView:
    """Stock of a product at a clinic day by day: what was used, what booked sessions need, and what that leaves."""
    work.access.authorize(where=clinic_id)
    return await show_series(work, clinic_id, read_gtin(gtin), first, last)


@router.get(
    "/clinics/{clinic_id}/stock-series/{gtin}/csv",
    response_class=CsvAnswer,
    responses=csv_file("day,entered,left,used,booked,on_shelf"),
    dependencies=[allow(STOCK_READ)],
)
@refuses(ClinicUnknown, DaysInvalid, GtinInvalid, ProductUnknown)
async def read_series_as_csv(
    work: Transaction, clinic_id: UUID, gtin: str, first: FirstQuery = None, last: LastQuery = None
) -> CsvAnswer:
    """Stock of a product at a clinic day by day as CSV."""
    work.access.authorize(where=clinic_id)
    number = read_gtin(gtin)
    return saved_as(f"stock-{number}", await series_csv(work, clinic_id, number, first, last))
