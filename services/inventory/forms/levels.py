"""Reorder levels."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from services.inventory.forms.fields import Count


class LevelForm(Form):
    """When and how much a clinic orders of a product."""

    reorder_point: Annotated[int, Field(ge=0, le=100_000)]
    """At this many free cartridges or fewer StockLow is published for the stock manager."""
    reorder_quantity: Count
    """How many to order then."""


class LevelView(View):
    """When and how much a clinic orders of a product."""

    clinic_id: UUID
    gtin: str
    reorder_point: int
    reorder_quantity: int
    low_since: datetime | None
    """UTC. Since when stock has been at or below the reorder point; null while above."""
    version: int
