"""Cartridges thrown away unused."""

from uuid import UUID

from chassis.http import View
from services.inventory.forms.fields import Words
from services.inventory.forms.lines import LineItem


class DiscardForm(LineItem):
    """Cartridges that are thrown away unused, scanned or named."""

    clinic_id: UUID
    reason: Words


class DiscardView(View):
    """Cartridges that were thrown away, and what is left of the lot at the clinic."""

    id: UUID
    """Of its entry in the ledger: with it the discard is taken back."""
    clinic_id: UUID
    gtin: str
    lot: str
    serials: list[str]
    """The numbers of what was thrown away; empty where none of it has one."""
    quantity: int
    left: int
    """Still on the shelf, free or reserved."""
