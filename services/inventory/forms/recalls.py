"""Recalls of a lot in the whole chain."""

from datetime import datetime
from uuid import UUID

from chassis.http import Form, View
from services.inventory.forms.fields import Gtin, Lot, Words
from services.inventory.forms.uses import UseView


class RecallForm(Form):
    """A lot that must not be used any more, anywhere in the chain."""

    gtin: Gtin
    lot: Lot
    reason: Words
    """As the manufacturer or regulator says; clinics read it."""


class RecalledAtView(View):
    """What a recall did at one clinic."""

    clinic_id: UUID
    clinic: str | None
    quarantined: int
    """Cartridges taken off the shelf."""
    released_reservations: int
    """Reservations that lost the lot; each was given another, or is short."""


class RecallSummary(View):
    """A recall."""

    id: UUID
    gtin: str
    lot: str
    reason: str
    recalled_at: datetime
    recalled_by: str


class RecallView(RecallSummary):
    """A recall, with the trace of who was treated with the lot."""

    clinics: list[RecalledAtView]
    trace: list[UseView]
    """By time of use, as far as the caller sees it; grows while uses arrive."""
