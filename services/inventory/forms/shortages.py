"""What sessions of the next days lack, and what would cure it."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.http import Day, Form, View
from services.inventory.forms.fields import Count


class TransferCureView(View):
    """Another clinic that has some. Counts are single cartridges."""

    clinic_id: UUID
    clinic: str | None
    free: int
    """Nobody holds them, and they last until they are needed."""
    spare: int
    """What it can send without coming down to its own reorder point."""
    expires_on: date
    """The nearest last day of use among them."""
    cures_all: bool
    """What it can spare is enough."""


class OrderCureView(View):
    """An order with the product's supplier."""

    supplier_id: UUID
    supplier: str
    lead_time_days: int | None
    """Calendar days; null: it is not known."""
    arrives_on: date | None
    """If it is ordered today; null: the lead time is not known."""
    in_time: bool | None
    """Whether that is on the day of the first session or before it."""
    price_minor: int | None
    """Of the lacking cartridges, in the smallest unit of the currency; null: no price is known."""
    currency: str | None


class OnOrderView(View):
    """What is ordered for the clinic already, and not received."""

    order_id: UUID
    number: int
    status: str
    due_on: date | None
    """When it is expected; null for a draft."""
    cartridges: int
    """Those that have not been received."""


class ShortageView(View):
    """Sessions of a clinic that lack cartridges of a product."""

    id: UUID
    clinic_id: UUID
    clinic: str | None
    gtin: str
    product: str
    sessions: int
    """Within the next days; when it is closed, the last number before."""
    cartridges: int
    """How many they lack."""
    first_needed_on: date
    """The clinic's local day of the first of these sessions."""
    opened_at: datetime
    urgent_since: datetime | None = None
    """Null: its first session is not near."""
    closed_at: datetime | None
    """Null: they lack."""
    closed_because: str | None
    """`in_stock`: they are held. `not_needed`: the sessions were cancelled, moved or are over."""
    transfers: list[TransferCureView]
    """Clinics of the chain that have some; who can cure all of it first. Empty when it is closed."""
    order: OrderCureView | None
    """Null when it is closed, the product is retired, or its supplier is not known or ended."""
    on_order: list[OnOrderView]


class CureAcceptanceForm(Form):
    """A transfer that cures a shortage, or a part of it."""

    from_clinic_id: UUID
    """One of the clinics that were named."""
    quantity: Count
    """At most what it can spare and what is lacking."""
    expected_on: Day | None = None
    """The day on which it should arrive, on the receiving clinic's calendar. Left out: three days from now."""
    note: Annotated[str, Field(max_length=500)] = ""
    """By whom it travels, in which box."""
