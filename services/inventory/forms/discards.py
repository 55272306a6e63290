"""Cartridges thrown away unused."""

from uuid import UUID

from chassis.http import Form, View
from services.inventory.forms.fields import Count, Gtin, Lot, Words


class DiscardForm(Form):
    """Cartridges that are thrown away unused."""

    clinic_id: UUID
    gtin: Gtin
    lot: Lot
    quantity: Count
    reason: Words


class DiscardView(View):
    """Cartridges that were thrown away, and what is left of the lot at the clinic."""

    id: UUID
    clinic_id: UUID
    gtin: str
    lot: str
    quantity: int
    left: int
    """Still on the shelf, free or reserved."""
