"""Suppliers."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.http import Form, OneLine, View
from services.inventory.forms.fields import Currency, Words


class SupplierForm(Form):
    """From whom the chain buys."""

    name: Annotated[str, OneLine, Field(min_length=1, max_length=200)]
    contact: Annotated[str, OneLine, Field(max_length=200)] = ""
    """A person or department there."""
    email: Annotated[str, Field(min_length=3, max_length=254, pattern="^[^@\\s]+@[^@\\s]+$")] | None = None
    """Where orders are sent by a person: Needlepoint itself sends none."""
    phone: Annotated[str, OneLine, Field(min_length=3, max_length=40)] | None = None
    account: Annotated[str, OneLine, Field(min_length=1, max_length=100)] | None = None
    """The number under which the supplier knows the chain."""
    lead_time_days: Annotated[int, Field(ge=0, le=1000)] | None = None
    """Calendar days from the order to its arrival; null while it is not known."""
    currency: Currency | None = None
    """ISO 4217, of its orders; null while it is not known."""


class SupplierEndForm(Form):
    """Why the chain does not buy from a supplier any longer, or buys from it again."""

    reason: Words


class SupplierView(View):
    """From whom the chain buys."""

    id: UUID
    name: str
    contact: str
    email: str | None
    phone: str | None
    account: str | None
    lead_time_days: int | None
    currency: str | None
    ended_at: datetime | None
    """UTC. Since when nothing is ordered from it; null: it is bought from."""
    ended_because: str | None
    version: int
