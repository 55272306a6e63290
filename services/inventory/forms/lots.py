"""Where a lot's cartridges are. Counts are single cartridges."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from chassis.http import Page, View
from chassis.http.languages import Reader
from services.inventory.domain.places import Place
from services.inventory.forms.lot_corrections import LotCorrectionSummary
from services.inventory.forms.stored_sentences import said_again


class BalanceView(View):
    """Where a lot's cartridges at one clinic are.

    received + transferred_in + found = on_hand + reserved + in_transit + quarantine + used + discarded + returned +
    lost + transferred_out.
    """

    clinic_id: UUID
    clinic: str | None
    gtin: str
    lot: str
    expires_on: date
    made_on: date | None = None
    """None: no label that was received said so."""
    expired: bool
    """Its last day of use is over at the clinic."""
    recall_id: UUID | None
    received: int
    on_hand: int
    """On the shelf and free."""
    reserved: int
    """On the shelf and held for an appointment."""
    used: int
    discarded: int
    in_transit: int
    """Sent to another clinic, and not received there yet."""
    quarantine: int
    """At the clinic and not to be used: recalled, or held by a person."""
    returned: int
    """Sent back to the supplier."""
    lost: int
    found: int
    """Found by a count, where the books had never had it."""
    transferred_in: int
    transferred_out: int


class EntryView(View):
    """One line of the ledger."""

    id: UUID
    clinic_id: UUID
    kind: str
    """A word such as receipt, use, discard, expire, recall, hold, release, return, lose, find, send; more may come."""
    quantity: int
    serials: list[str]
    """The numbers of what a person moved by number; empty where it was a count, or not a person."""
    leaves: Place
    """Where they were."""
    enters: Place
    """Where they are afterwards."""
    cause: UUID | None
    corrects: UUID | None
    """The entry that this one takes back."""
    note: str
    """Why, in the words of who did it, or in the language of the reader."""
    actor: str
    at: datetime

    def said_to(self, reader: Reader) -> Self:
        """The same, a note of Needlepoint's own in the language of ``reader``."""
        return self.model_copy(update={"note": said_again(self.note, reader)})


class LotView(View):
    """A lot across the chain, as far as the caller sees it."""

    gtin: str
    lot: str
    expires_on: date
    made_on: date | None = None
    recall_id: UUID | None
    corrections: list[LotCorrectionSummary]
    """What the books said before, and who put it right; the latest first."""
    clinics: list[BalanceView]
    entries: Page[EntryView]
