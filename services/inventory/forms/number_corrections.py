"""The lot of one cartridge that was written down wrongly."""

from datetime import datetime
from uuid import UUID

from chassis.http import Form, View
from chassis.http.filters import Day
from services.inventory.forms.fields import Gtin, Lot, Serial, Words


class NumberCorrectionForm(Form):
    """What the books say of a cartridge, and what its label says."""

    gtin: Gtin
    serial: Serial
    stated_lot: Lot
    """What the books say, so that nobody corrects what somebody else has just corrected."""
    lot: Lot
    """What the label says."""
    expires_on: Day | None = None
    """Its last day of use, as the label says; needed for a lot of which nothing ever came."""
    reason: Words


class NumberCorrectionView(View):
    """A cartridge that is of another lot than was written down."""

    id: UUID
    """Of the correction; the cause of its movements."""
    gtin: str
    serial: str
    was_lot: str
    lot: str
    clinic_id: UUID
    """Where the cartridge is."""
    receipt_id: UUID | None
    """The receipt that named the wrong lot; null: it is not known."""
    reason: str
    corrected_at: datetime
    corrected_by: str
