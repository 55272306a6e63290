"""Orders with their lines. An order is written under the lock of the clinic that it is delivered to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, insert, literal, null, select

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.domain.purchase_order_refusals import OrderUnknown
from services.inventory.domain.purchase_orders import AWAITED, EXPECTED, OrderLine, OrderStatus, outstanding_units
from services.inventory.store.receipts import received_of
from services.inventory.tables import clinics, packages, products, purchase_order_lines, purchase_orders, suppliers


@dataclass(frozen=True, slots=True)
class Orderable:
    """What the catalogue says of a GTIN that can be ordered."""

    gtin: str
    product: str
    """GTIN of the single unit."""
    name: str
    level: str | None
    units: int
    price_minor: int | None
    currency: str | None
    retired: bool


def orders_with_names() -> Select[Any]:
    """Every column of an order, with clinic, its time zone, supplier and account."""
    named = (clinics.c.name.label("clinic"), clinics.c.time_zone, suppliers.c.name.label("supplier"))
    return (
        select(purchase_orders, *named, suppliers.c.account)
        .join(clinics, clinics.c.id == purchase_orders.c.clinic_id)
        .join(suppliers, suppliers.c.id == purchase_orders.c.supplier_id)
    )


async def find_order(work: Work, order_id: UUID) -> Row:
    """One order with its names. Raises OrderUnknown."""
    row = (await work.execute(orders_with_names().where(purchase_orders.c.id == order_id))).first()
    if row is None:
        raise OrderUnknown("There is no such order: look at the list of orders.")
    return row


async def read_order(work: Work, order_id: UUID) -> Row:
    """The same of an order that is there, as it was just written."""
    return (await work.execute(orders_with_names().where(purchase_orders.c.id == order_id))).one()


async def find_draft(work: Work, clinic_id: UUID, supplier_id: UUID) -> Row | None:
    """The draft of a clinic for a supplier; there is one at most."""
    of = purchase_orders.c
    this = (of.clinic_id == clinic_id) & (of.supplier_id == supplier_id) & (of.status == OrderStatus.DRAFT.value)
    return (await work.execute(select(purchase_orders).where(this))).first()


async def orders_awaiting(work: Work, clinic_id: UUID, products_named: Iterable[str]) -> list[Row]:
    """Orders of a clinic that await any of these products, the earliest due first: id and number."""
    of, line = purchase_orders.c, purchase_order_lines.c
    named = select(line.gtin).where(line.order_id == of.id, line.product_gtin.in_(sorted(set(products_named))))
    awaited = of.status.in_(sorted(each.value for each in AWAITED))
    statement = select(of.id, of.number).where(of.clinic_id == clinic_id, awaited, named.exists())
    return (await work.execute(statement.order_by(of.due_on, of.number).limit(20))).all()


async def orders_to_come(work: Work, clinic_ids: Iterable[UUID]) -> list[tuple[Row, dict[str, int]]]:
    """Drafts and awaited orders of clinics, the earliest due first and drafts last.

    Each with the single units by product that have not been received.
    """
    of = purchase_orders.c
    expected = sorted(each.value for each in EXPECTED)
    statement = select(purchase_orders).where(of.clinic_id.in_(sorted(set(clinic_ids))), of.status.in_(expected))
    orders = (await work.execute(statement.order_by(of.due_on.nulls_last(), of.number))).all()
    lines = await load_lines(work, [order.id for order in orders])
    received = await received_of(work, [order.id for order in orders])
    return [(order, outstanding_units(lines[order.id], received[order.id])) for order in orders]


async def load_lines(work: Work, order_ids: Iterable[UUID]) -> dict[UUID, list[OrderLine]]:
    """The lines of orders, by order, each in its place."""
    of = purchase_order_lines.c
    wanted = sorted(set(order_ids))
    lines: dict[UUID, list[OrderLine]] = {id: [] for id in wanted}
    statement = select(purchase_order_lines).where(of.order_id.in_(wanted)).order_by(of.order_id, of.place)
    for row in await work.execute(statement):
        lines[row.order_id].append(OrderLine(*(row[name] for name in OrderLine.__dataclass_fields__)))
    return lines


async def lines_and_received(work: Work, order_id: UUID) -> tuple[list[OrderLine], dict[str, int]]:
    """The lines of an order, each in its place, and the single units by product that were received against it."""
    lines = await load_lines(work, [order_id])
    received = await received_of(work, [order_id])
    return lines[order_id], received[order_id]


async def keep_lines(work: Work, order_id: UUID, lines: Sequence[OrderLine]) -> None:
    """These are the lines of an order now."""
    await work.execute(delete(purchase_order_lines).where(purchase_order_lines.c.order_id == order_id))
    values = [
        {
            "order_id": order_id,
            "place": place,
            **{name: getattr(line, name) for name in OrderLine.__dataclass_fields__},
        }
        for place, line in enumerate(lines, 1)
    ]
    if values:
        await work.execute(insert(purchase_order_lines), values)


async def orderable(work: Work, gtins: Iterable[str]) -> dict[str, Orderable]:
    """What can be ordered under these GTINs, by them: products, and their packages."""
    wanted = sorted(set(gtins))
    of = products.c
    bought = (of.gtin.label("product"), of.name, of.price_minor, of.currency, of.retired_at)
    single = select(of.gtin, null().label("level"), literal(1).label("units"), *bought).where(of.gtin.in_(wanted))
    packed = (
        select(packages.c.gtin, packages.c.level, packages.c.units, *bought)
        .join(products, of.gtin == packages.c.product_gtin)
        .where(packages.c.gtin.in_(wanted))
    )
    rows = [*(await work.execute(single)).all(), *(await work.execute(packed)).all()]
    return {
        row.gtin: Orderable(
            row.gtin,
            row.product,
            row.name,
            row.level,
            row.units,
            row.price_minor,
            row.currency,
            row.retired_at is not None,
        )
        for row in rows
    }
