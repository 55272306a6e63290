"""A product at a clinic day by day: consumption against booked sessions, and the stock that leaves."""

from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Date, cast, func, select

from chassis.local_time import start_of_day
from chassis.work import Work
from services.inventory.domain.expiries import local_day
from services.inventory.domain.places import EntryKind, Place
from services.inventory.domain.refusals import ClinicUnknown, DaysInvalid, ProductUnknown
from services.inventory.domain.reservations import NEEDING
from services.inventory.domain.stock_series import Moved, series
from services.inventory.forms.overview import StockDayView, StockSeriesView
from services.inventory.forms.sheets import sheet_of
from services.inventory.store.stock import planned_from
from services.inventory.tables import balances, clinics, ledger, products, reservations

b, e = balances.c, ledger.c


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
    on_shelf = await work.scalar(select(func.coalesce(func.sum(b.on_hand + b.reserved), 0)).where(here))
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


async def series_csv(work: Work, clinic_id: UUID, gtin: str, first: date | None, last: date | None) -> str:
    """The same as CSV, a line for each day. Raises as `show_series`."""
    return sheet_of(StockDayView, (await show_series(work, clinic_id, gtin, first, last)).days)


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
    statement = (
        select(day, func.sum(r.quantity - r.used).label("needed"))
        .where(
            r.clinic_id == clinic_id,
            planned_from == gtin,
            r.status.in_(NEEDING),
            r.session_at >= start_of_day(local_day(work.now, zone), ZoneInfo(zone)),
        )
        .group_by(day)
    )
    return {row.day: row.needed for row in await work.execute(statement)}
