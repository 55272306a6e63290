"""/overview, /stock-movements and the stock day by day: the chain's stock in one place."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, PeriodQuery, Transaction, api_router, refuses
from services.inventory.access import STOCK_READ
from services.inventory.api.filters import GtinQuery
from services.inventory.commands.products import read_gtin
from services.inventory.domain.places import EntryKind
from services.inventory.domain.refusals import ClinicUnknown, DaysInvalid, GtinInvalid, ProductUnknown
from services.inventory.forms.overview import OverviewView, StockMovementView, StockSeriesView
from services.inventory.queries import overview as queries

router = api_router("overview")

ClinicQuery = Annotated[UUID | None, Query(description="Left out: every clinic that the caller works for.")]


@router.get("/overview", dependencies=[allow(STOCK_READ)])
@refuses(GtinInvalid)
async def list_overview(
    work: Transaction,
    paging: PageQuery,
    clinic_id: ClinicQuery = None,
    gtin: GtinQuery = None,
    expiring_days: Annotated[int, Query(ge=0, le=730, description="Within how many days stock expires.")] = 60,
    slow: Annotated[bool | None, Query(description="true: some on the shelf, none used within 90 days.")] = None,
) -> Page[OverviewView]:
    """The stock of clinics by product: free, held, expiring, in quarantine, under way, its use and its value."""
    return await queries.list_overview(
        work, paging, clinic_id=clinic_id, gtin=gtin, expiring_days=expiring_days, slow=slow
    )


@router.get("/stock-movements", dependencies=[allow(STOCK_READ)])
@refuses(GtinInvalid)
async def list_movements(
    work: Transaction,
    paging: PageQuery,
    period: PeriodQuery,
    clinic_id: ClinicQuery = None,
    gtin: GtinQuery = None,
    lot: str | None = None,
    kind: EntryKind | None = None,
) -> Page[StockMovementView]:
    """What moved, the latest first; `from` and `to` are of when it was entered."""
    return await queries.list_movements(work, paging, period, clinic_id=clinic_id, gtin=gtin, lot=lot, kind=kind)


@router.get("/clinics/{clinic_id}/stock-series/{gtin}", dependencies=[allow(STOCK_READ)])
@refuses(ClinicUnknown, DaysInvalid, GtinInvalid, ProductUnknown)
async def read_series(
    work: Transaction,
    clinic_id: UUID,
    gtin: str,
    first: Annotated[date | None, Query(description="A local day; left out: 30 days ago.")] = None,
    last: Annotated[date | None, Query(description="A local day; left out: 30 days ahead.")] = None,
) -> StockSeriesView:
    """Stock of a product at a clinic day by day: what was used, what booked sessions need, and what that leaves."""
    work.access.authorize(where=clinic_id)
    return await queries.show_series(work, clinic_id, read_gtin(gtin), first, last)
