"""Deliveries: what comes onto the shelf."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from services.inventory.forms.fields import Count


class ReceiptItem(Form):
    """Cartridges of one label."""

    scan: Annotated[str, Field(min_length=1, max_length=500)]
    """The GS1 code as the scanner sent it, or as printed: ``(01)…(17)…(10)…``. Of a label in two symbols both, with a
    line end between."""
    quantity: Count | None = None
    """How many carry this label: cartridges, or packages where the GTIN is that of a package. Left out: as many
    cartridges as the label of a box says in (30) or (37), or else one."""


class ReceiptForm(Form):
    """A delivery, scanned."""

    clinic_id: UUID
    items: Annotated[list[ReceiptItem], Field(min_length=1, max_length=500)]


class ReceivedView(View):
    """What one label said."""

    gtin: str
    lot: str
    expires_on: date
    serial: str | None
    quantity: int
    made_on: date | None = None
    typed: bool = False
    """Its printed text was typed: no scanner has read it."""


class ReceiptView(View):
    """A delivery that is now on the shelf."""

    id: UUID
    clinic_id: UUID
    received_at: datetime
    items: list[ReceivedView]


class ReceivedLot(View):
    """What was received of one lot."""

    gtin: str
    lot: str
    quantity: int


class ReceiptSummary(View):
    """A delivery that was received."""

    id: UUID
    clinic_id: UUID
    received_at: datetime
    cartridges: int
    lots: list[ReceivedLot]
