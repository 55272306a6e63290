"""Where a lot's cartridges are. Counts are single cartridges."""

from datetime import date, datetime
from uuid import UUID

from chassis.http import Page, View
from services.inventory.domain.ledger import EntryKind


class BalanceView(View):
    """Where a lot's cartridges at one clinic are: received = on_hand + reserved + used + discarded + in_transit."""

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


class EntryView(View):
    """One line of the ledger."""

    id: UUID
    clinic_id: UUID
    kind: EntryKind
    quantity: int
    cause: UUID | None
    corrects: UUID | None
    """The entry that this one takes back."""
    note: str
    actor: str
    at: datetime


class LotView(View):
    """A lot across the chain, as far as the caller sees it."""

    gtin: str
    lot: str
    expires_on: date
    made_on: date | None = None
    recall_id: UUID | None
    clinics: list[BalanceView]
    entries: Page[EntryView]
