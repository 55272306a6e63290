"""Reorder levels."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from chassis.http import Form, View
from services.inventory.domain.levels import urgent_point_of
from services.inventory.forms.fields import Count


class LevelForm(Form):
    """When and how much a clinic orders of a product."""

    reorder_point: Annotated[int, Field(ge=0, le=100_000)]
    """At this many free cartridges or fewer StockLow is published for the stock manager."""
    reorder_quantity: Count
    """How many to order then."""
    urgent_point: Annotated[int, Field(ge=0, le=100_000)] | None = None
    """At this many or fewer StockLow is published again, as urgent; null for a quarter of the reorder point."""

    @model_validator(mode="after")
    def _urgent_after_low(self) -> Self:
        if self.urgent_point is not None and self.urgent_point > self.reorder_point:
            raise ValueError("the urgent point is above the reorder point: stock is low before it is urgent")
        return self

    def points(self) -> dict[str, int]:
        """What is stored, with the urgent point that was named or follows."""
        urgent = urgent_point_of(self.reorder_point) if self.urgent_point is None else self.urgent_point
        return {**self.model_dump(), "urgent_point": urgent}


class LevelView(View):
    """When and how much a clinic orders of a product."""

    clinic_id: UUID
    gtin: str
    reorder_point: int
    reorder_quantity: int
    low_since: datetime | None
    """UTC. Since when stock has been at or below the reorder point; null while above."""
    urgent_point: int
    urgent_since: datetime | None
    """UTC. When stock came down to the urgent point; null until then, and above the reorder point."""
    version: int
