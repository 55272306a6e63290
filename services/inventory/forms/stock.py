"""Where cartridges are, and what is held for whom. Counts are single cartridges."""

from datetime import date, datetime
from uuid import UUID

from chassis.http import Page, View
from services.inventory.domain.ledger import EntryKind
from services.inventory.domain.reservation import ReservationStatus


class BalanceView(View):
    """Where a lot's cartridges at one clinic are: received = on_hand + reserved + used + discarded + in_transit."""

    clinic_id: UUID
    clinic: str | None
    gtin: str
    lot: str
    expires_on: date
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


class StockView(View):
    """A clinic's stock of one product."""

    clinic_id: UUID
    gtin: str
    product: str
    available: int
    """Free cartridges that are neither expired nor recalled."""
    reserved: int
    short: int
    """Appointments for which there are not enough cartridges."""
    reorder_point: int | None
    reorder_quantity: int | None
    low: bool
    """The stock manager was told, and stock has not risen above the reorder point since."""
    lots: list[BalanceView]
    """Those of which anything is on the shelf."""


class EntryView(View):
    """One line of the ledger."""

    id: UUID
    clinic_id: UUID
    kind: EntryKind
    quantity: int
    cause: UUID | None
    note: str
    actor: str
    at: datetime


class LotView(View):
    """A lot across the chain, as far as the caller sees it."""

    gtin: str
    lot: str
    expires_on: date
    recall_id: UUID | None
    clinics: list[BalanceView]
    entries: Page[EntryView]


class HeldView(View):
    """Cartridges held for an appointment."""

    lot: str
    expires_on: date
    quantity: int


class ReservationView(View):
    """What an appointment needs, and what is held for it."""

    appointment_id: UUID
    patient_id: UUID
    clinic_id: UUID
    gtin: str
    quantity: int
    used: int
    session_at: datetime
    """UTC. When the treatment starts."""
    status: ReservationStatus
    held: list[HeldView]


class IncidentView(View):
    """A cartridge that was used and should not have been, or that the ledger cannot account for."""

    id: UUID
    clinic_id: UUID
    gtin: str
    lot: str
    serial: str | None
    session_id: UUID
    appointment_id: UUID
    reason: str
    noticed_at: datetime
