"""The chain's stock by clinic and product, and its movements."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from chassis.data.rows import Row
from chassis.http import Page, Paging, Period, equal_to, page
from chassis.http.languages import Reader
from chassis.work import Work
from services.inventory.access import seen_by
from services.inventory.domain.places import EntryKind
from services.inventory.domain.reservations import NEEDING
from services.inventory.forms.overview import OverviewView, StockMovementView
from services.inventory.forms.sheets import sheet_of
from services.inventory.queries.sheets import read_whole
from services.inventory.store.moved_serials import serials_of
from services.inventory.store.stock import planned_from
from services.inventory.tables import balances, clinics, ledger, lots, products, reservations

USED_WITHIN = timedelta(days=90)
"""The days of which the rate of use is taken; and as many ahead of which sessions count."""
b, e = balances.c, ledger.c
_ON_SHELF = b.on_hand + b.reserved


@dataclass(frozen=True)
class Wanted:
    """Which lines of the overview."""

    clinic_id: UUID | None
    gtin: str | None
    expiring_days: int
    slow: bool | None


async def list_overview(work: Work, paging: Paging, wanted: Wanted) -> Page[OverviewView]:
    """Each product at each of the caller's clinics that has any, or had. Raises Forbidden for another clinic."""
    return await page(work, *_overviews(work, wanted), paging, _overview)


async def overview_csv(work: Work, wanted: Wanted) -> str:
    """The same as CSV. Raises Forbidden, SheetTooLong."""
    return sheet_of(OverviewView, await read_whole(work, *_overviews(work, wanted), _overview))


def _overviews(work: Work, wanted: Wanted) -> tuple[Select[Any], list[ColumnElement[Any]]]:
    used, booked = _used(work).subquery(), _needed(work).subquery()
    stock = _stock(work, wanted.expiring_days).subquery()
    statement = (
        select(
            *stock.c,
            clinics.c.name.label("clinic"),
            products.c.name.label("product"),
            products.c.price_minor,
            products.c.currency,
            func.coalesce(used.c.used, 0).label("used"),
            func.coalesce(booked.c.needed, 0).label("booked"),
        )
        .select_from(stock)
        .join(clinics, clinics.c.id == stock.c.clinic_id)
        .join(products, products.c.gtin == stock.c.gtin)
        .outerjoin(used, (used.c.clinic_id == stock.c.clinic_id) & (used.c.gtin == stock.c.gtin))
        .outerjoin(booked, (booked.c.clinic_id == stock.c.clinic_id) & (booked.c.gtin == stock.c.gtin))
        .where(
            seen_by(work.access.reach(where=wanted.clinic_id), stock.c.clinic_id),
            *equal_to({stock.c.clinic_id: wanted.clinic_id, stock.c.gtin: wanted.gtin}),
        )
    )
    if wanted.slow is not None:
        lies = (stock.c.free + stock.c.reserved > 0) & used.c.used.is_(None)
        statement = statement.where(lies if wanted.slow else ~lies)
    return statement, [stock.c.gtin, stock.c.clinic_id]


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


def _needed(work: Work) -> Select[Any]:
    r = reservations.c
    return (
        select(r.clinic_id, planned_from.label("gtin"), func.sum(r.quantity - r.used).label("needed"))
        .where(r.status.in_(NEEDING), r.session_at >= work.now, r.session_at < work.now + USED_WITHIN)
        .group_by(r.clinic_id, planned_from)
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


@dataclass(frozen=True)
class Moves:
    """Which lines of the ledger."""

    clinic_id: UUID | None
    gtin: str | None
    lot: str | None
    kind: EntryKind | None


async def list_movements(
    work: Work, paging: Paging, period: Period, moves: Moves, reader: Reader
) -> Page[StockMovementView]:
    """The ledger of a period at the caller's clinics, the latest first. Raises Forbidden for another clinic.

    Notes of Needlepoint's own are in the language of ``reader``.
    """
    return await page(work, *_movements(work, period, moves), paging, lambda row: _movement(row, reader))


async def movements_csv(work: Work, period: Period, moves: Moves, reader: Reader) -> str:
    """The same as CSV. Raises Forbidden, SheetTooLong."""
    rows = await read_whole(work, *_movements(work, period, moves), lambda row: _movement(row, reader))
    return sheet_of(StockMovementView, rows)


def _movement(row: Row, reader: Reader) -> StockMovementView:
    return StockMovementView.model_validate(row).said_to(reader)


def _movements(work: Work, period: Period, moves: Moves) -> tuple[Select[Any], list[ColumnElement[Any]]]:
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
            seen_by(work.access.reach(where=moves.clinic_id), e.clinic_id),
            *equal_to({e.clinic_id: moves.clinic_id, e.gtin: moves.gtin, e.lot: moves.lot, e.kind: moves.kind}),
            *period.of(e.at),
        )
    )
    return statement, [e.at.desc(), e.id.desc()]
