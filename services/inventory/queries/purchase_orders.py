"""Orders of the caller's clinics."""

import asyncio
from uuid import UUID

from sqlalchemy import Date, cast, func, not_, select

from chassis.http import Page, Paging, Period, equal_to, page
from chassis.work import Work
from services.inventory.access import seen_by
from services.inventory.domain.expiries import local_day
from services.inventory.domain.purchase_orders import AWAITED, OrderStatus
from services.inventory.forms.purchase_orders import DocumentLanguage, OrderSummary, OrderView, Parties
from services.inventory.forms.sheets import csv_of
from services.inventory.store.purchase_orders import find_order, lines_and_received, load_lines, orders_with_names
from services.inventory.tables import clinics, purchase_order_lines, purchase_orders, suppliers


async def list_orders(
    work: Work,
    paging: Paging,
    period: Period,
    *,
    clinic_id: UUID | None,
    supplier_id: UUID | None,
    gtin: str | None,
    status: OrderStatus | None,
    overdue: bool | None,
    number: int | None,
) -> Page[OrderSummary]:
    """Orders, the newest first. Raises Forbidden for another clinic."""
    of = purchase_orders.c
    statement = orders_with_names().where(
        seen_by(work.access.reach(where=clinic_id), of.clinic_id),
        *equal_to({of.clinic_id: clinic_id, of.supplier_id: supplier_id, of.status: status, of.number: number}),
        *period.of(of.created_at),
    )
    if overdue is not None:
        today = cast(func.timezone(func.coalesce(clinics.c.time_zone, "UTC"), work.now), Date)
        late = of.status.in_([each.value for each in AWAITED]) & (func.coalesce(of.due_on, today) < today)
        statement = statement.where(late if overdue else not_(late))
    if gtin is not None:
        line = purchase_order_lines.c
        named = (line.product_gtin == gtin) | (line.gtin == gtin)
        statement = statement.where(select(line.gtin).where(line.order_id == of.id, named).exists())
    rows = await page(work, statement, [of.created_at.desc(), of.id.desc()], paging, lambda row: row)
    lines = await load_lines(work, [row.id for row in rows.items])
    return rows.showing([OrderSummary.of(row, lines[row.id], work.now) for row in rows.items])


async def show_order(work: Work, order_id: UUID) -> OrderView:
    """One order with what has arrived of it. Raises OrderUnknown, Forbidden."""
    row = await find_order(work, order_id)
    work.access.authorize(where=row.clinic_id)
    lines, received = await lines_and_received(work, order_id)
    return OrderView.of(row, lines, received, work.now)


async def show_order_as_document(work: Work, order_id: UUID, language: DocumentLanguage) -> tuple[str, bytes]:
    """The number of an order, and it as PDF. Raises OrderUnknown, Forbidden."""
    from services.inventory.forms.order_documents import write_order  # noqa: PLC0415  # loaded by who writes one

    order = await show_order(work, order_id)
    of = suppliers.c
    between = (
        select(of.contact, of.email, of.phone, clinics.c.address, clinics.c.time_zone)
        .select_from(suppliers)
        .join(clinics, clinics.c.id == order.clinic_id)
        .where(of.id == order.supplier_id)
    )
    row = (await work.execute(between)).one()
    begun_on = local_day(order.created_at, row.time_zone or "UTC")
    parties = Parties(row.address, row.contact, row.email, row.phone)
    written = await asyncio.to_thread(write_order, order, parties, begun_on, language)
    return order.number, written


async def show_order_as_sheet(work: Work, order_id: UUID) -> tuple[str, str]:
    """The number of an order, and its lines as CSV with a head. Raises OrderUnknown, Forbidden."""
    order = await show_order(work, order_id)
    head = {
        "order": order.number,
        "account": order.account,
        "deliver_to": order.clinic,
        "due_on": order.due_on,
        "note": order.note,
    }
    columns = ("gtin", "name", "level", "packages", "units_each", "units", "price_minor", "total_minor")
    lines = ([*head.values(), *(getattr(line, name) for name in columns), order.currency] for line in order.lines)
    return order.number, csv_of([*head, *columns, "currency"], lines)
