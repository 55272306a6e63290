"""A clinic's stock by product."""

from uuid import UUID

from sqlalchemy import func, or_, select

from chassis.data.rows import Row
from chassis.http import Page, Paging, page
from chassis.work import Work
from services.inventory.domain.reservations import ReservationStatus
from services.inventory.forms.lots import BalanceView
from services.inventory.forms.stock import StockView
from services.inventory.queries.lots import ON_SHELF, balance_view, balances_of_lots
from services.inventory.tables import (
    balances,
    lots,
    products,
    reservations,
    stock_levels,
)


async def list_stock(work: Work, clinic_id: UUID, paging: Paging) -> Page[StockView]:
    """A clinic's stock by product: every product that it received or orders."""
    r, level = reservations.c, stock_levels.c
    short = select(func.count()).where(
        r.clinic_id == clinic_id, r.gtin == products.c.gtin, r.status == ReservationStatus.SHORT.value
    )
    received = select(balances.c.lot).where(balances.c.clinic_id == clinic_id, balances.c.gtin == products.c.gtin)
    wanted = select(r.appointment_id).where(r.clinic_id == clinic_id, r.gtin == products.c.gtin)
    statement = (
        select(
            products.c.gtin,
            products.c.name,
            level.reorder_point,
            level.reorder_quantity,
            level.low_since,
            short.scalar_subquery().label("short"),
        )
        .outerjoin(stock_levels, (level.gtin == products.c.gtin) & (level.clinic_id == clinic_id))
        .where(or_(level.gtin.is_not(None), received.exists(), wanted.exists()))
    )
    on_shelf = balances_of_lots().where(balances.c.clinic_id == clinic_id, ON_SHELF)
    rows = await work.execute(on_shelf.order_by(lots.c.expires_on, balances.c.lot))
    shelf = [balance_view(row, work.now) for row in rows]

    def view(row: Row) -> StockView:
        return _stock(clinic_id, row, [lot for lot in shelf if lot.gtin == row.gtin])

    return await page(work, statement, [products.c.gtin], paging, view)


def _stock(clinic_id: UUID, row: Row, shelf: list[BalanceView]) -> StockView:
    return StockView(
        clinic_id=clinic_id,
        gtin=row.gtin,
        product=row.name,
        available=sum(lot.on_hand for lot in shelf if not lot.expired and lot.recall_id is None),
        reserved=sum(lot.reserved for lot in shelf),
        short=row.short,
        reorder_point=row.reorder_point,
        reorder_quantity=row.reorder_quantity,
        low=row.low_since is not None,
        lots=shelf,
    )
