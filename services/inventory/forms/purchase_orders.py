"""Purchase orders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field

from chassis.data.rows import Row
from chassis.http import Day, Form, OneLine, View
from services.inventory.domain.expiries import local_day
from services.inventory.domain.purchase_orders import (
    AWAITED,
    OrderLine,
    OrderStatus,
    arrived_of,
    spoken_number,
    total_minor,
)
from services.inventory.forms.fields import Currency, Gtin, Words

Lines = Annotated[list["OrderLineForm"], Field(min_length=1, max_length=200)]


class OrderLineForm(Form):
    """Packages of one product."""

    gtin: Gtin
    """Of the package that is ordered, such as a box, or of a single unit."""
    packages: Annotated[int, Field(ge=1, le=100_000)]
    """How many of them."""
    price_minor: Annotated[int, Field(ge=0, le=100_000_000)] | None = None
    """Of one single unit, in the smallest unit of the order's currency. Left out: the product's price, where it is in
    that currency."""


class OrderForm(Form):
    """What a clinic needs of a supplier."""

    clinic_id: UUID
    """Where it is delivered."""
    supplier_id: UUID
    lines: Lines


class OrderEditForm(Form):
    """What of an order may change: all of it in a draft; the note and the supplier's number while it is awaited."""

    lines: Lines
    """All of them."""
    currency: Currency | None = None
    """ISO 4217, of its prices."""
    note: Annotated[str, Field(max_length=1000)] = ""
    """For the supplier."""
    supplier_reference: Annotated[str, OneLine, Field(min_length=1, max_length=100)] | None = None
    """The number under which the supplier confirmed it."""


class OrderSendForm(Form):
    """That an order was given to the supplier."""

    due_on: Day | None = None
    """When it is expected, a local day of the clinic. Left out: today and the supplier's lead time."""


class OrderDueForm(Form):
    """When an order is expected now."""

    due_on: Day
    """A local day of the clinic."""
    reason: Words


class OrderEndForm(Form):
    """Why an order is cancelled, closed or opened again."""

    reason: Words


class OrderLineView(View):
    """Packages of one product."""

    gtin: str
    """Of the package that is ordered, or of a single unit."""
    product_gtin: str
    name: str
    level: str | None
    """A word such as ``box``; null: single units."""
    units_each: int
    packages: int
    units: int
    """Single units, all packages together."""
    price_minor: int | None
    """Of one unit; null: it is not known."""
    total_minor: int | None
    received: int
    """Single units that have arrived and were not taken back."""
    outstanding: int
    """Single units that are still to come. 0 when the order is cancelled or closed."""


class OrderView(View):
    """What is ordered from a supplier for a clinic."""

    id: UUID
    number: str
    """How people call it."""
    clinic_id: UUID
    clinic: str | None
    """Its name."""
    supplier_id: UUID
    supplier: str
    """Its name."""
    account: str | None
    """The number under which the supplier knows the chain."""
    currency: str | None
    note: str
    supplier_reference: str | None
    status: str
    """draft, sent, partly_received, received, closed_short or cancelled."""
    created_at: datetime
    created_by: str
    sent_at: datetime | None
    """UTC. Null: it was never sent."""
    sent_by: str | None
    due_on: date | None
    """Last local day on which it is expected; null until it is sent."""
    overdue: bool
    """That day is over at the clinic, and something is still to come."""
    ended_at: datetime | None
    """UTC. When it was cancelled or closed; null: it is neither."""
    ended_by: str | None
    ended_because: str | None
    total_minor: int | None
    """In the smallest unit of the currency; null while the price of a line is not known."""
    lines: list[OrderLineView]
    version: int

    @classmethod
    def of(cls, row: Row, lines: Sequence[OrderLine], received: Mapping[str, int], now: datetime) -> Self:
        """An order as its row with names says, and what has been received against it, units by product."""
        return cls.model_validate(
            {**head_of(row, lines, now), "lines": _lines(lines, received, awaited=_awaited(row))},
        )


class OrderSummary(View):
    """An order in a list."""

    id: UUID
    number: str
    """How people call it."""
    clinic_id: UUID
    clinic: str | None
    """Its name."""
    supplier_id: UUID
    supplier: str
    """Its name."""
    supplier_reference: str | None
    status: str
    """draft, sent, partly_received, received, closed_short or cancelled."""
    created_at: datetime
    sent_at: datetime | None
    """UTC."""
    due_on: date | None
    overdue: bool
    """That day is over at the clinic, and something is still to come."""
    lines: int
    units: int
    """Single units that are ordered."""
    currency: str | None
    total_minor: int | None
    """Null while the price of a line is not known."""
    version: int

    @classmethod
    def of(cls, row: Row, lines: Sequence[OrderLine], now: datetime) -> Self:
        """An order as its row with names says."""
        sums = {"lines": len(lines), "units": sum(line.units for line in lines)}
        return cls.model_validate({**head_of(row, lines, now), **sums})


class DocumentLanguage(StrEnum):
    """The languages of a supplier's document."""

    ENGLISH = "en"
    PORTUGUESE = "pt-PT"


@dataclass(frozen=True, slots=True)
class Parties:
    """Between whom an order is, beside what the order itself says."""

    address: str | None
    """Where the clinic is; None: booking has not said it."""
    supplier_contact: str | None
    supplier_email: str | None
    supplier_phone: str | None


def head_of(row: Row, lines: Sequence[OrderLine], now: datetime) -> dict[str, Any]:
    """What an order and its summary both say; ``now`` is UTC."""
    late = row.due_on is not None and _awaited(row) and row.due_on < local_day(now, row.time_zone or "UTC")
    number = spoken_number(row.number)
    return {**row._mapping, "number": number, "overdue": late, "total_minor": total_minor(lines)}


def _awaited(row: Row) -> bool:
    return OrderStatus(row.status) in AWAITED


def _lines(lines: Sequence[OrderLine], received: Mapping[str, int], *, awaited: bool) -> list[OrderLineView]:
    return [
        OrderLineView(
            **{name: getattr(line, name) for name in OrderLine.__dataclass_fields__},
            units=line.units,
            total_minor=line.total_minor,
            received=there,
            outstanding=max(line.units - there, 0) if awaited else 0,
        )
        for line, there in zip(lines, arrived_of(lines, received), strict=True)
    ]
