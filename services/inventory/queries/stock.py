"""Stock by product, of one clinic or of several side by side."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, true

from chassis.data.rows import Row
from chassis.http import Page, Paging, equal_to, is_set, page
from chassis.work import Work
from services.inventory.access import seen_by
from services.inventory.domain.reservations import ReservationStatus
from services.inventory.forms.lots import BalanceView
from services.inventory.forms.stock import StockView
from services.inventory.queries.lots import ON_SHELF, balance_view, balances_of_lots
from services.inventory.tables import (
    balances,
    clinics,
    lots,
    products,
    reservations,
    stock_levels,
)


async def list_stock(
    work: Work, paging: Paging, *, clinic_id: UUID | None, gtin: str | None, low: bool | None
) -> Page[StockView]:
    """Every product that a clinic of the caller's received or orders, by product and then by clinic.

    Raises Forbidden for another clinic.
    """
    statement = _by_clinic_and_product().where(
        seen_by(work.access.reach(where=clinic_id), clinics.c.id),
        *equal_to({clinics.c.id: clinic_id, products.c.gtin: gtin}),
        *is_set({stock_levels.c.low_since: low}),
    )
    rows: Page[Any] = await page(work, statement, [products.c.gtin, clinics.c.id], paging, lambda row: row)
    shelf = await _on_shelf(work, rows.items)
    return rows.showing([_stock(row, shelf.get((row.id, row.gtin), [])) for row in rows.items])


def _by_clinic_and_product() -> Select[Any]:
    """Each clinic with each product that it received, orders or needs."""
    r, level = reservations.c, stock_levels.c
    of_this: ColumnElement[bool] = (r.clinic_id == clinics.c.id) & (r.gtin == products.c.gtin)
    short = select(func.count()).where(of_this, r.status == ReservationStatus.SHORT.value)
    received = select(balances.c.lot).where(balances.c.clinic_id == clinics.c.id, balances.c.gtin == products.c.gtin)
    wanted = select(r.appointment_id).where(of_this)
    return (
        select(
            clinics.c.id,
            clinics.c.name.label("clinic"),
            products.c.gtin,
            products.c.name.label("product"),
            level.reorder_point,
            level.reorder_quantity,
            level.low_since,
            level.urgent_since,
            short.scalar_subquery().label("short"),
        )
        .select_from(clinics.join(products, true()))
        .outerjoin(stock_levels, (level.gtin == products.c.gtin) & (level.clinic_id == clinics.c.id))
        .where(or_(level.gtin.is_not(None), received.exists(), wanted.exists()))
    )


async def _on_shelf(work: Work, rows: Sequence[Row]) -> dict[tuple[UUID, str], list[BalanceView]]:
    """The lots on the shelves of these clinics, by clinic and product; what expires first at the top."""
    of = balances.c
    there = of.clinic_id.in_({row.id for row in rows}), of.gtin.in_({row.gtin for row in rows})
    found: dict[tuple[UUID, str], list[BalanceView]] = {}
    for row in await work.execute(balances_of_lots().where(*there, ON_SHELF).order_by(lots.c.expires_on, of.lot)):
        found.setdefault((row.clinic_id, row.gtin), []).append(balance_view(row, work.now))
    return found


def _stock(row: Row, shelf: list[BalanceView]) -> StockView:
    return StockView(
        clinic_id=row.id,
        clinic=row.clinic,
        gtin=row.gtin,
        product=row.product,
        available=sum(lot.on_hand for lot in shelf if not lot.expired and lot.recall_id is None),
        reserved=sum(lot.reserved for lot in shelf),
        short=row.short,
        reorder_point=row.reorder_point,
        reorder_quantity=row.reorder_quantity,
        low=row.low_since is not None,
        urgent=row.urgent_since is not None,
        lots=shelf,
    )
