"""Shortages with what would cure them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from chassis.data.rows import Row
from chassis.http import Page, Paging, equal_to, is_set, page
from chassis.work import Work
from services.inventory.access import seen_by
from services.inventory.domain.expiries import local_day
from services.inventory.domain.shortages import FreeLot, offers
from services.inventory.forms.shortages import OnOrderView, OrderCureView, ShortageView, TransferCureView
from services.inventory.store.purchase_orders import orders_to_come
from services.inventory.store.shortages import free_lots
from services.inventory.tables import clinics, products, shortages, suppliers

OFFERS = 5
"""How many clinics are named that could send some."""


async def list_shortages(
    work: Work, paging: Paging, *, clinic_id: UUID | None, gtin: str | None, closed: bool | None
) -> Page[ShortageView]:
    """What lacked or lacks at the caller's clinics, the latest first. Raises Forbidden for another clinic.

    Every clinic of the chain that has some is named, also where the caller reads no stock: that is who can help.
    """
    of = shortages.c
    statement = (
        select(
            shortages,
            clinics.c.name.label("clinic"),
            clinics.c.time_zone,
            products.c.name.label("product"),
            products.c.price_minor,
            products.c.currency,
            products.c.retired_at,
            suppliers.c.id.label("supplier_id"),
            suppliers.c.name.label("supplier"),
            suppliers.c.lead_time_days,
            suppliers.c.ended_at,
        )
        .join(clinics, clinics.c.id == of.clinic_id)
        .join(products, products.c.gtin == of.gtin)
        .outerjoin(suppliers, suppliers.c.id == products.c.supplier_id)
        .where(
            seen_by(work.access.reach(where=clinic_id), of.clinic_id),
            *equal_to({of.clinic_id: clinic_id, of.gtin: gtin}),
            *is_set({of.closed_at: closed}),
        )
    )
    rows: Page[Any] = await page(work, statement, [of.opened_at.desc(), of.id.desc()], paging, lambda row: row)
    open_rows = [row for row in rows.items if row.closed_at is None]
    free = await free_lots(work, {row.gtin for row in open_rows})
    ordered = await _ordered(work, open_rows)
    return rows.showing([_view(work, row, free, ordered) for row in rows.items])


async def _ordered(work: Work, rows: Sequence[Row]) -> dict[tuple[UUID, str], list[OnOrderView]]:
    """What is on order and was not received, by clinic and product."""
    if not rows:
        return {}
    found = defaultdict(list)
    for order, outstanding in await orders_to_come(work, {row.clinic_id for row in rows}):
        for gtin, cartridges in outstanding.items():
            if cartridges:
                view = OnOrderView.model_validate({**order._mapping, "order_id": order.id, "cartridges": cartridges})
                found[order.clinic_id, gtin].append(view)
    return found


def _view(
    work: Work,
    row: Row,
    free: dict[str, list[FreeLot]],
    ordered: dict[tuple[UUID, str], list[OnOrderView]],
) -> ShortageView:
    needed_on = local_day(row.first_session_at, row.time_zone)
    found = offers(free.get(row.gtin, ()), of=row.clinic_id, wanted=row.cartridges, needed_on=needed_on)
    is_open = row.closed_at is None
    return ShortageView.model_validate(
        {
            **row._mapping,
            "first_needed_on": needed_on,
            "transfers": [
                TransferCureView(**asdict(each), cures_all=each.spare >= row.cartridges)
                for each in (found[:OFFERS] if is_open else ())
            ],
            "order": _order(row, local_day(work.now, row.time_zone), needed_on) if is_open else None,
            "on_order": ordered.get((row.clinic_id, row.gtin), []) if is_open else [],
        }
    )


def _order(row: Row, today: date, needed_on: date) -> OrderCureView | None:
    if row.supplier_id is None or row.ended_at is not None or row.retired_at is not None:
        return None
    arrives_on = None if row.lead_time_days is None else today + timedelta(days=row.lead_time_days)
    return OrderCureView(
        supplier_id=row.supplier_id,
        supplier=row.supplier,
        lead_time_days=row.lead_time_days,
        arrives_on=arrives_on,
        in_time=None if arrives_on is None else arrives_on <= needed_on,
        price_minor=None if row.price_minor is None else row.price_minor * row.cartridges,
        currency=row.currency,
    )
