"""The chain's stock: by clinic and product, its movements, and day by day."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Date, Select, cast, func, select

from chassis.data.rows import Row
from chassis.http import Page, Paging, Period, equal_to, page
from chassis.local_time import start_of_day
from chassis.work import Work
from services.inventory.access import seen_by
from services.inventory.domain.expiries import local_day
from services.inventory.domain.places import EntryKind, Place
from services.inventory.domain.refusals import ClinicUnknown, DaysInvalid, ProductUnknown
from services.inventory.domain.reservations import ReservationStatus
from services.inventory.domain.stock_series import Moved, series
from services.inventory.forms.overview import OverviewView, StockDayView, StockMovementView, StockSeriesView
from services.inventory.store.moved_serials import serials_of
from services.inventory.store.stock import planned_from
from services.inventory.tables import balances, clinics, ledger, lots, products, reservations

USED_WITHIN = timedelta(days=90)
"""The days of which the rate of use is taken."""
MOST_DAYS = 732
b, e = balances.c, ledger.c
_ON_SHELF = b.on_hand + b.reserved


async def list_overview(
    work: Work, paging: Paging, *, clinic_id: UUID | None, gtin: str | None, expiring_days: int, slow: bool | None
) -> Page[OverviewView]:
    """Each product at each of the caller's clinics that has any, or had. Raises Forbidden for another clinic."""
    used = _used(work).subquery()
    stock = _stock(work, expiring_days).subquery()
    statement = (
        select(
            *stock.c,
            clinics.c.name.label("clinic"),
            products.c.name.label("product"),
            products.c.price_minor,
            products.c.currency,
            func.coalesce(used.c.used, 0).label("used"),
        )
        .select_from(stock)
        .join(clinics, clinics.c.id == stock.c.clinic_id)
        .join(products, products.c.gtin == stock.c.gtin)
        .outerjoin(used, (used.c.clinic_id == stock.c.clinic_id) & (used.c.gtin == stock.c.gtin))
        .where(
            seen_by(work.access.reach(where=clinic_id), stock.c.clinic_id),
            *equal_to({stock.c.clinic_id: clinic_id, stock.c.gtin: gtin}),
        )
    )
    if slow is not None:
        lies = (stock.c.free + stock.c.reserved > 0) & used.c.used.is_(None)
        statement = statement.where(lies if slow else ~lies)
    return await page(work, statement, [stock.c.gtin, stock.c.clinic_id], paging, _overview)


def _stock(work: Work, expiring_days: int) -> Select[Any]:
    until = work.now.date() + timedelta(days=expiring_days)
    return (
        select(
            b.clinic_id,
            b.gtin,
            func.sum(b.on_hand).label("free"),
            func.sum(b.reserved).label("reserved"),
            func.sum(b.quarantine).label("quarantine"),
            func.sum(b.in_transit).label("in_transit"),
            func.coalesce(func.sum(_ON_SHELF).filter(lots.c.expires_on <= until), 0).label("expiring"),
            func.min(lots.c.expires_on).filter(_ON_SHELF > 0).label("nearest_expires_on"),
        )
        .join(lots, (lots.c.gtin == b.gtin) & (lots.c.lot == b.lot))
        .group_by(b.clinic_id, b.gtin)
    )


def _used(work: Work) -> Select[Any]:
    since = work.now - USED_WITHIN
    return (
        select(e.clinic_id, e.gtin, func.sum(e.quantity).label("used"))
        .where(e.kind == EntryKind.USE.value, e.at >= since)
        .group_by(e.clinic_id, e.gtin)
    )


def _overview(row: Row) -> OverviewView:
    on_shelf = row.free + row.reserved
    all_of_it = on_shelf + row.quarantine + row.in_transit
    return OverviewView.model_validate(
        {
            **row._mapping,
            "lasts_days": on_shelf * USED_WITHIN.days // row.used if row.used else None,
            "value_minor": None if row.price_minor is None else row.price_minor * all_of_it,
        }
    )


async def list_movements(
    work: Work,
    paging: Paging,
    period: Period,
    *,
    clinic_id: UUID | None,
    gtin: str | None,
    lot: str | None,
    kind: EntryKind | None,
) -> Page[StockMovementView]:
    """The ledger of a period at the caller's clinics, the latest first. Raises Forbidden for another clinic."""
    statement = (
        select(
            ledger,
            clinics.c.name.label("clinic"),
            products.c.name.label("product"),
            serials_of(e.id).label("serials"),
        )
        .join(clinics, clinics.c.id == e.clinic_id)
        .join(products, products.c.gtin == e.gtin)
        .where(
            seen_by(work.access.reach(where=clinic_id), e.clinic_id),
            *equal_to({e.clinic_id: clinic_id, e.gtin: gtin, e.lot: lot, e.kind: kind}),
            *period.of(e.at),
        )
    )
    return await page(work, statement, [e.at.desc(), e.id.desc()], paging, StockMovementView.model_validate)


async def show_series(work: Work, clinic_id: UUID, gtin: str, first: date | None, last: date | None) -> StockSeriesView:
    """From 30 days ago to 30 days ahead unless said otherwise. Raises ClinicUnknown, ProductUnknown, DaysInvalid."""
    zone = await work.scalar(select(clinics.c.time_zone).where(clinics.c.id == clinic_id))
    if zone is None:
        raise ClinicUnknown("Inventory does not know this clinic yet. If it has just been opened, try again shortly.")
    if await work.scalar(select(products.c.gtin).where(products.c.gtin == gtin)) is None:
        raise ProductUnknown("There is no product {gtin}: check the number.", gtin=gtin)
    today = local_day(work.now, zone)
    first, last = _asked(today, first, last)
    here = (b.clinic_id == clinic_id) & (b.gtin == gtin)
    on_shelf = await work.scalar(select(func.coalesce(func.sum(_ON_SHELF), 0)).where(here))
    days = series(
        first,
        last,
        today=today,
        on_shelf=int(on_shelf or 0),
        moved=await _moved(work, clinic_id, gtin, first, zone),
        booked=await _booked(work, clinic_id, gtin, zone),
    )
    shown = [
        StockDayView(
            day=each.day,
            entered=each.moved.entered,
            left=each.moved.left,
            used=each.moved.used,
            booked=each.booked,
            on_shelf=each.on_shelf,
        )
        for each in days
    ]
    return StockSeriesView(clinic_id=clinic_id, gtin=gtin, today=today, days=shown)


def _asked(today: date, first: date | None, last: date | None) -> tuple[date, date]:
    first = first or (last or today) - timedelta(days=30)
    last = last or max(today, first) + timedelta(days=30)
    year = timedelta(days=366)
    if not today - year <= first <= last <= today + year:
        raise DaysInvalid("Ask for days from a year ago to a year ahead, the first not after the last.")
    return first, last


async def _moved(work: Work, clinic_id: UUID, gtin: str, first: date, zone: str) -> dict[date, Moved]:
    """What entered and left the shelf, by local day. A movement that is taken back shows on both days."""
    shelf = Place.ON_HAND.value
    day = cast(func.timezone(zone, e.at), Date).label("day")
    statement = (
        select(
            day,
            func.coalesce(func.sum(e.quantity).filter(e.enters == shelf), 0).label("entered"),
            func.coalesce(func.sum(e.quantity).filter(e.leaves == shelf), 0).label("left"),
            func.coalesce(func.sum(e.quantity).filter(e.kind == EntryKind.USE.value), 0).label("used"),
        )
        .where(e.clinic_id == clinic_id, e.gtin == gtin, e.at >= start_of_day(first, ZoneInfo(zone)))
        .group_by(day)
    )
    return {row.day: Moved(row.entered, row.left, row.used) for row in await work.execute(statement)}


async def _booked(work: Work, clinic_id: UUID, gtin: str, zone: str) -> dict[date, int]:
    """What sessions that hold the product, or lack it, still need, by local day."""
    r = reservations.c
    day = cast(func.timezone(zone, r.session_at), Date).label("day")
    open_status = (ReservationStatus.RESERVED.value, ReservationStatus.SHORT.value)
    statement = (
        select(day, func.sum(r.quantity - r.used).label("needed"))
        .where(
            r.clinic_id == clinic_id,
            planned_from == gtin,
            r.status.in_(open_status),
            r.session_at >= start_of_day(local_day(work.now, zone), ZoneInfo(zone)),
        )
        .group_by(day)
    )
    return {row.day: row.needed for row in await work.execute(statement)}
