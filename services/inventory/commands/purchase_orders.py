"""Orders of a clinic from a supplier: drafts that are put together, and what of an order may be changed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from chassis.data.rows import Row
from chassis.http import Patch, require_version
from chassis.ids import new_id
from chassis.refusals import FieldError, Phrase
from chassis.work import Work
from services.inventory.commands.products import read_gtin
from services.inventory.domain.purchase_order_refusals import OrderInvalid, OrderNotDraft, OrderOver
from services.inventory.domain.purchase_orders import (
    AWAITED,
    ENDED,
    MOST_UNITS,
    SAID,
    OrderLine,
    OrderStatus,
    merged,
    spoken_number,
)
from services.inventory.domain.supplier_refusals import SupplierEnded
from services.inventory.forms.purchase_orders import OrderEditForm, OrderForm, OrderLineForm, OrderView
from services.inventory.store.clinics import Clinic, lock_clinic
from services.inventory.store.purchase_orders import (
    Orderable,
    find_draft,
    find_order,
    keep_lines,
    lines_and_received,
    load_lines,
    orderable,
    read_order,
)
from services.inventory.store.suppliers import find_supplier
from services.inventory.tables import purchase_orders


async def add_to_order(work: Work, form: OrderForm) -> OrderView:
    """Put products on the clinic's draft for a supplier; the first of them begins it.

    What is on the draft already becomes more. Raises ClinicUnknown, ClosedForGood, SupplierUnknown, SupplierEnded,
    OrderInvalid.
    """
    clinic = await lock_clinic(work, form.clinic_id)
    clinic.require_there_on(clinic.day_of(work.now))
    supplier = await require_bought_from(work, form.supplier_id)
    draft = await find_draft(work, clinic.id, supplier.id)
    stored_currency = draft.currency if draft else supplier.currency
    lines, currency = await _read(work, form.lines, stored_currency)
    if draft is None:
        order_id = new_id()
        await _begin(work, order_id, form, currency)
    else:
        order_id = draft.id
        lines = merged((await load_lines(work, [order_id]))[order_id], lines)
        await change_order_row(work, draft, currency=currency)
    _require_countable(lines)
    await keep_lines(work, order_id, lines)
    work.audit("products ordered", str(order_id), clinic=str(clinic.id), lines=len(form.lines))
    return await view_order(work, order_id)


async def change_order(work: Work, order_id: UUID, edit: Patch[OrderEditForm], version: int) -> OrderView:
    """Change a draft; of an order that is awaited the note and the supplier's number.

    Raises OrderUnknown, Forbidden, Stale, OrderOver, OrderNotDraft, OrderInvalid, GtinInvalid.
    """
    present, _ = await lock_order(work, order_id, version)
    before = (await load_lines(work, [order_id]))[order_id]
    as_form = [OrderLineForm(gtin=each.gtin, packages=each.packages, price_minor=each.price_minor) for each in before]
    stated = {name: present[name] for name in ("currency", "note", "supplier_reference")}
    current = OrderEditForm.model_construct(lines=as_form, **stated)
    form = edit.onto(current)
    if present.status == OrderStatus.DRAFT.value:
        lines, currency = await _read(work, form.lines, form.currency)
        _require_countable(lines)
        await keep_lines(work, order_id, lines)
    else:
        require_awaited(present)
        if (form.lines, form.currency) != (current.lines, current.currency):
            raise OrderNotDraft(
                "{number} was sent, so its lines and prices stay: send a further order, or close this one short.",
                number=spoken_number(present.number),
            )
        currency = present.currency
    stated = {"note": form.note, "supplier_reference": form.supplier_reference}
    await change_order_row(work, present, currency=currency, **stated)
    work.audit("order changed", str(order_id))
    return await view_order(work, order_id)


async def lock_order(work: Work, order_id: UUID, version: int) -> tuple[Row, Clinic]:
    """An order with its names and its clinic, locked. Raises OrderUnknown, Forbidden, ClinicUnknown, Stale."""
    clinic_id = (await find_order(work, order_id)).clinic_id
    work.access.authorize(where=clinic_id)
    clinic = await lock_clinic(work, clinic_id)
    present = await find_order(work, order_id)
    require_version(version, present.version)
    return present, clinic


async def require_bought_from(work: Work, supplier_id: UUID) -> Row:
    """The supplier. Raises SupplierUnknown, SupplierEnded."""
    supplier = await find_supplier(work, supplier_id)
    if supplier.ended_at is not None:
        raise SupplierEnded(
            "Nothing is ordered from {supplier} any longer: choose another, or have this one reinstated.",
            supplier=supplier.name,
            supplier_id=str(supplier.id),
        )
    return supplier


async def change_order_row(work: Work, present: Row, **values: Any) -> None:
    """A new version of an order."""
    statement = update(purchase_orders).where(purchase_orders.c.id == present.id)
    await work.execute(statement.values(version=present.version + 1, **values))


async def view_order(work: Work, order_id: UUID) -> OrderView:
    """An order as it is now."""
    lines, received = await lines_and_received(work, order_id)
    return OrderView.of(await read_order(work, order_id), lines, received, work.now)


async def require_orderable(work: Work, lines: Sequence[OrderLine]) -> None:
    """Raises OrderInvalid when a product is not bought any longer."""
    known = await orderable(work, [line.gtin for line in lines])
    retired = [line for line in lines if line.gtin not in known or known[line.gtin].retired]
    if retired:
        raise OrderInvalid(
            "{name} ({gtin}) is retired: take it off the order, or have the product reinstated.",
            name=retired[0].name,
            gtin=retired[0].gtin,
        )


async def _begin(work: Work, order_id: UUID, form: OrderForm, currency: str | None) -> None:
    values = {
        "id": order_id,
        "clinic_id": form.clinic_id,
        "supplier_id": form.supplier_id,
        "currency": currency,
        "note": "",
        "status": OrderStatus.DRAFT.value,
        "created_at": work.now,
        "created_by": work.actor.subject,
    }
    await work.execute(insert(purchase_orders).values(values))


async def _read(work: Work, forms: Sequence[OrderLineForm], currency: str | None) -> tuple[list[OrderLine], str | None]:
    """The lines with what the catalogue says, and the currency of the order: that of its first price, if it had none.

    Raises GtinInvalid, OrderInvalid.
    """
    gtins = [read_gtin(form.gtin) for form in forms]
    known = await orderable(work, gtins)
    errors: list[FieldError] = []
    lines = []
    for number, (form, gtin) in enumerate(zip(forms, gtins, strict=True)):
        product = known.get(gtin)
        problem = _problem(gtin, product, gtins[:number])
        if problem is not None or product is None:
            errors.append(FieldError(f"lines.{number}.gtin", "{problem}", values={"problem": problem}))
            continue
        currency = currency or product.currency
        if form.price_minor is not None and currency is None:
            errors.append(
                FieldError(f"lines.{number}.price_minor", "Say in which currency: enter it for the supplier first.")
            )
        price = form.price_minor
        if price is None and product.currency == currency:
            price = product.price_minor
        lines.append(OrderLine(gtin, product.product, product.name, product.level, product.units, form.packages, price))
    if errors:
        raise OrderInvalid("This cannot be ordered: {problem}", errors=errors, problem=errors[0])
    return lines, currency


def _problem(gtin: str, product: Orderable | None, before: Sequence[str]) -> Phrase | None:
    if product is None:
        return Phrase(
            "There is no product {gtin}: check the number, or have it added to the catalogue first.", {"gtin": gtin}
        )
    if product.retired:
        return Phrase(
            "{name} ({gtin}) is retired: order another product, or have it reinstated.",
            {"name": product.name, "gtin": gtin},
        )
    if gtin in before:
        return Phrase("{gtin} is there twice: order all of it in one line.", {"gtin": gtin})
    return None


def _require_countable(lines: Sequence[OrderLine]) -> None:
    for line in lines:
        if line.units > MOST_UNITS:
            raise OrderInvalid(
                "{units} {units:unit of|units of} {name} {units:is|are} more than one line can have "
                "({most}): check the number of packages.",
                units=line.units,
                name=line.name,
                most=MOST_UNITS,
            )
    if len(lines) > 200:
        raise OrderInvalid("An order has 200 lines at most: send this one, then begin another.")


def require_awaited(present: Row) -> None:
    """Raises OrderNotDraft for one that was not sent yet, OrderOver for one of which nothing is to come."""
    status = OrderStatus(present.status)
    if status is OrderStatus.DRAFT:
        raise OrderNotDraft("{number} is a draft: send it first.", **said_of(present))
    if status not in AWAITED:
        raise OrderOver("Nothing is expected of {number} any longer ({status}).", **said_of(present))


def require_receivable(present: Row) -> None:
    """Raises OrderNotDraft, and OrderOver for one that a person ended: what is received is too much for it."""
    status = OrderStatus(present.status)
    if status is OrderStatus.DRAFT:
        raise OrderNotDraft("{number} is a draft: send it first, then receive it.", **said_of(present))
    if status in ENDED:
        raise OrderOver(
            "{number} is {status}: open it again, or receive the delivery without an order.", **said_of(present)
        )


def said_of(present: Row) -> dict[str, Any]:
    """Number and status of an order, for a sentence."""
    return {"number": spoken_number(present.number), "status": SAID[OrderStatus(present.status)]}
