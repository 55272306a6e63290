"""Corrections of what the books say of a lot."""

from datetime import date, datetime
from uuid import UUID

from chassis.http import Form, View
from chassis.http.filters import Day
from services.inventory.forms.fields import Gtin, Lot, Words


class LotCorrectionForm(Form):
    """What is true of a lot, and what the books say that is not."""

    gtin: Gtin
    lot: Lot
    stated_expires_on: Day
    """The last day of use that the books say now: if they say another, nothing is corrected."""
    expires_on: Day
    """The last day of use on the label."""
    made_on: Day | None = None
    """The day of manufacture. Left out: what the books say stays. Null: no label says so."""
    reason: Words
    """Every clinic reads it."""


class CorrectedAtView(View):
    """What a correction did at one clinic."""

    clinic_id: UUID
    clinic: str | None
    restored: int
    """Cartridges that had left the shelf as expired, and are back: count them, somebody may have thrown them away."""
    expired: int
    """Cartridges that left the shelf as expired."""
    replanned: int
    """Sessions that hold other cartridges than before."""
    fell_short: int
    """Of these, sessions that hold none."""
    incidents_opened: int
    incidents_closed: int


class LotCorrectionSummary(View):
    """A correction of a lot: what the books said, and what they say since."""

    id: UUID
    gtin: str
    lot: str
    was_expires_on: date
    expires_on: date
    was_made_on: date | None
    """Null: no label had said so."""
    made_on: date | None
    reason: str
    corrected_at: datetime
    corrected_by: str


class LotCorrectionView(LotCorrectionSummary):
    """A correction, and what it did."""

    clinics: list[CorrectedAtView]
    """Those of the caller to which any of the lot came, or at which any was used."""


class LotCorrectionTrialView(View):
    """What a correction would do. Nothing of it is done."""

    clinics: list[CorrectedAtView]
