"""Bodies of requests and answers. Counts are single cartridges; moments are UTC, days are the clinic's."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.http import Form, Page, View
from services.inventory.domain.ledger import EntryKind
from services.inventory.domain.reservation import ReservationStatus

Lot = Annotated[str, Field(min_length=1, max_length=20, description="The manufacturer's lot, GS1 (10).")]
Gtin = Annotated[str, Field(min_length=8, max_length=14, description="GTIN-8 to GTIN-14, with its check digit.")]
Count = Annotated[int, Field(ge=1, le=100_000)]
Words = Annotated[str, Field(min_length=3, max_length=500)]


class ProductForm(Form):
    """A cartridge that the chain buys."""

    gtin: Gtin
    name: Annotated[str, Field(min_length=1, max_length=200)]
    fits: list[str]
    """Device models' codes, e.g. ``skinpen``."""


class ProductView(View):
    """A cartridge that the chain buys."""

    gtin: str
    name: str
    fits: list[str]


class LevelForm(Form):
    """When and how much a clinic orders of a product."""

    reorder_point: Annotated[int, Field(ge=0, le=100_000)]
    """At this many free cartridges or fewer the stock manager is told."""
    reorder_quantity: Count
    """How many to order then."""


class LevelView(View):
    """When and how much a clinic orders of a product."""

    clinic_id: UUID
    gtin: str
    reorder_point: int
    reorder_quantity: int
    low_since: datetime | None
    """UTC. Since when stock has been at or below the reorder point; null while above."""
    version: int


class ReceiptItem(Form):
    """Cartridges of one label."""

    scan: Annotated[str, Field(min_length=1, max_length=500)]
    """The GS1 code as the scanner sent it, or as printed: ``(01)…(17)…(10)…``."""
    quantity: Count = 1
    """How many carry this label; 1 when it has a serial number."""


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


class ReceiptView(View):
    """A delivery that is now on the shelf."""

    id: UUID
    clinic_id: UUID
    received_at: datetime
    items: list[ReceivedView]


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


class UseView(View):
    """One use of a lot: who, where, in which session, when."""

    patient_id: UUID
    clinic_id: UUID
    clinic: str | None
    session_id: UUID
    appointment_id: UUID
    serial: str | None
    used_at: datetime
    incident: str | None
    """What was wrong with this use, if anything was."""


class RecallView(View):
    """A recall, with the trace of who was treated with the lot."""

    id: UUID
    gtin: str
    lot: str
    reason: str
    recalled_at: datetime
    recalled_by: str
    clinics: list[RecalledAtView]
    trace: list[UseView]
    """By time of use; grows while uses are heard of."""


class TraceView(View):
    """Who was treated with a lot, as far as the caller sees it."""

    gtin: str
    lot: str
    recall_id: UUID | None
    trace: list[UseView]
