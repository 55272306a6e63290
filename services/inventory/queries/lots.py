"""Lots and stock: where the cartridges are, and who was treated with them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, or_, select

from chassis.access.actors import Actor
from chassis.http import Page, Paging, page
from chassis.work import Work
from services.inventory.domain.expiry import local_day, usable_on
from services.inventory.domain.refusals import LotUnknown
from services.inventory.domain.reservation import ReservationStatus
from services.inventory.forms import BalanceView, EntryView, LotView, StockView, TraceView, UseView
from services.inventory.queries.scope import seen_by
from services.inventory.tables import (
    balances,
    clinics,
    incidents,
    ledger,
    lots,
    products,
    recalls,
    reservations,
    stock_levels,
    uses,
)

_ON_SHELF = or_(balances.c.on_hand > 0, balances.c.reserved > 0)


def _balances() -> Select[Any]:
    return (
        select(
            balances,
            clinics.c.name.label("clinic"),
            clinics.c.time_zone,
            lots.c.expires_on,
            recalls.c.id.label("recall_id"),
        )
        .join(clinics, clinics.c.id == balances.c.clinic_id)
        .join(lots, (lots.c.gtin == balances.c.gtin) & (lots.c.lot == balances.c.lot))
        .outerjoin(recalls, (recalls.c.gtin == balances.c.gtin) & (recalls.c.lot == balances.c.lot))
    )


def _balance(row: Row[Any], now: datetime) -> BalanceView:
    expired = not usable_on(row.expires_on, local_day(now, row.time_zone))
    return BalanceView.model_validate({**row._mapping, "expired": expired})


async def list_lots(work: Work, clinic_id: UUID, paging: Paging) -> Page[BalanceView]:
    """Every lot that a clinic ever received, by product and lot."""
    statement = _balances().where(balances.c.clinic_id == clinic_id)
    return await page(work, statement, [balances.c.gtin, balances.c.lot], paging, lambda row: _balance(row, work.now))


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
    on_shelf = _balances().where(balances.c.clinic_id == clinic_id, _ON_SHELF)
    rows = await work.execute(on_shelf.order_by(lots.c.expires_on, balances.c.lot))
    shelf = [_balance(row, work.now) for row in rows]

    def view(row: Row[Any]) -> StockView:
        return _stock(clinic_id, row, [lot for lot in shelf if lot.gtin == row.gtin])

    return await page(work, statement, [products.c.gtin], paging, view)


def _stock(clinic_id: UUID, row: Row[Any], shelf: list[BalanceView]) -> StockView:
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


async def show_lot(work: Work, actor: Actor, gtin: str, lot: str, paging: Paging) -> LotView:
    """A lot's balances and ledger at the clinics that the caller sees. Raises LotUnknown."""
    this = (balances.c.gtin == gtin) & (balances.c.lot == lot) & seen_by(actor, balances.c.clinic_id)
    rows = (await work.execute(_balances().where(this).order_by(balances.c.clinic_id))).all()
    if not rows:
        raise LotUnknown(f"Lot {lot} of {gtin} was never received at a clinic of yours: compare it with the label.")
    entries = select(ledger).where(ledger.c.gtin == gtin, ledger.c.lot == lot, seen_by(actor, ledger.c.clinic_id))
    return LotView(
        gtin=gtin,
        lot=lot,
        expires_on=rows[0].expires_on,
        recall_id=rows[0].recall_id,
        clinics=[_balance(row, work.now) for row in rows],
        entries=await page(work, entries, [ledger.c.id], paging, EntryView.model_validate),
    )


async def trace(work: Work, gtin: str, lot: str, actor: Actor | None = None) -> list[UseView]:
    """Who was treated with a lot, by time of use; in the whole chain unless ``actor`` limits it."""
    statement = (
        select(uses, clinics.c.name.label("clinic"), incidents.c.reason.label("incident"))
        .join(clinics, clinics.c.id == uses.c.clinic_id)
        .outerjoin(incidents, incidents.c.id == uses.c.incident_id)
        .where(uses.c.gtin == gtin, uses.c.lot == lot)
        .order_by(uses.c.used_at, uses.c.id)
    )
    if actor is not None:
        statement = statement.where(seen_by(actor, uses.c.clinic_id))
    return [UseView.model_validate(row) for row in await work.execute(statement)]


async def show_trace(work: Work, actor: Actor, gtin: str, lot: str) -> TraceView:
    """Who was treated with a lot at the clinics that the caller sees. Raises LotUnknown."""
    found = await trace(work, gtin, lot, actor)
    known = select(lots.c.lot).where(lots.c.gtin == gtin, lots.c.lot == lot)
    if not found and not (await work.execute(known)).first():
        raise LotUnknown(f"Lot {lot} of {gtin} was never received or used: compare it with the label.")
    of_lot = select(recalls.c.id).where(recalls.c.gtin == gtin, recalls.c.lot == lot)
    return TraceView(gtin=gtin, lot=lot, recall_id=(await work.execute(of_lot)).scalar(), trace=found)
