"""What was bought and never used on a patient. Counts are single cartridges."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from chassis.figures import Share
from chassis.http import View


class WasteReason(StrEnum):
    """Why a cartridge was not used."""

    EXPIRED = "expired"
    """Its last day of use was over."""
    DISCARDED = "discarded"
    """A person threw it away, from the shelf, from quarantine or out of a parcel."""
    AT_CHAIR = "at_chair"
    """It was opened for a session and not used: dropped, contaminated, faulty or not needed."""
    LOST = "lost"
    """A count or a transfer missed it, and nobody knows why."""
    BACK = "back"
    """It turned up again after it was lost or written off: counted against the others, on the day it turned up."""


class WasteLineView(View):
    """What went for one reason, at prices of one currency."""

    reason: WasteReason
    units: int
    """Below zero for `back`."""
    value_minor: int | None
    """At the prices that held when they moved, in the smallest unit of the currency; null: no price is known."""
    currency: str | None


class UsedLineView(View):
    """What was used on patients, at prices of one currency."""

    units: int
    value_minor: int | None
    """At the prices that held when they were used, in the smallest unit of the currency; null: no price is known."""
    currency: str | None


class WasteView(View):
    """Waste of a period."""

    wasted: Share
    """Of all cartridges that were used or wasted, those that were wasted."""
    lines: list[WasteLineView]
    used: list[UsedLineView] = Field(default_factory=list)
    """What was used on patients, by currency: consumption of the period."""


class WasteEntryView(View):
    """One movement of the books that the figure counts, as far as it was not taken back."""

    entry_id: UUID
    """Of the ledger."""
    clinic_id: UUID
    clinic: str | None = Field(examples=["Chiado"])
    """Null while only its id is known here."""
    gtin: str = Field(examples=["09506000134352"])
    product: str
    lot: str
    reason: WasteReason
    units: int
    """Below zero for `back`."""
    value_minor: int | None
    """At the price that held then, in the smallest unit of the currency; null: no price is known."""
    currency: str | None
    at: datetime
    """When the books were told."""
    note: str = Field(examples=["box torn"])
    """In the words of whoever told them; empty where nobody said anything."""
    by: str = Field(examples=["maria.lopes"])
    """Who told them."""
