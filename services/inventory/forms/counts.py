"""Counts of what is on a clinic's shelf."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from services.inventory.domain.counts import CountStatus
from services.inventory.forms.fields import Gtin, Lot, Words
from services.inventory.forms.lines import LineItem


class CountForm(Form):
    """What is to be counted. What is in this scope, and that nobody counts, is counted as not there."""

    clinic_id: UUID
    gtin: Gtin | None = None
    """Only this product; left out: every product."""
    lot: Lot | None = None
    """Only this lot of it."""
    note: Annotated[str, Field(max_length=500)] = ""


class CountedForm(Form):
    """What somebody counted."""

    items: Annotated[list[LineItem], Field(min_length=1, max_length=500)]
    again: bool = False
    """It replaces what was counted of these lots before; else it is added to that, such as a second drawer."""


class CountDecisionForm(Form):
    """Why it is believed, counted again, or withdrawn."""

    reason: Words


class CountLineView(View):
    """What somebody counted; what the books said then is in the variances, once everybody has counted."""

    id: UUID
    gtin: str
    lot: str
    serial: str | None
    counted: int
    at: datetime
    by: str
    replaced_at: datetime | None
    """It was counted again; null: it stands."""


class VarianceView(View):
    """A lot, as it was counted and as the books had it when it was. Single cartridges."""

    gtin: str
    lot: str
    counted: int
    expected: int
    difference: int
    """Above zero: more is there than the books say."""


class CountSummary(View):
    """A count of what is on a clinic's shelf."""

    id: UUID
    clinic_id: UUID
    gtin: str | None
    lot: str | None
    status: CountStatus
    note: str
    started_at: datetime
    started_by: str
    submitted_at: datetime | None
    submitted_by: str | None
    decided_at: datetime | None
    """When it was approved, rejected or withdrawn last."""
    decided_by: str | None
    decided_because: str | None


class CountView(CountSummary):
    """A count with what was counted."""

    lines: list[CountLineView]
    variances: list[VarianceView] | None
    """Null while somebody counts: nobody sees what the books say."""
