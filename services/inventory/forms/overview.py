"""The stock of all clinics side by side. Counts are single cartridges."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from chassis.http import View
from chassis.http.languages import Reader
from services.inventory.domain.places import Place
from services.inventory.forms.stored_sentences import said_again


class OverviewView(View):
    """A clinic's stock of one product."""

    clinic_id: UUID
    clinic: str | None
    gtin: str
    product: str
    free: int
    """On the shelf, and held for nobody."""
    reserved: int
    """On the shelf, and held for sessions."""
    quarantine: int
    in_transit: int
    """Sent from here to another clinic, and not received there yet."""
    expiring: int
    """Of those on the shelf: their last day is within the next `expiring_days`."""
    nearest_expires_on: date | None
    """Null: nothing is on the shelf."""
    used: int
    """On patients within the last 90 days; what was taken back afterwards is included."""
    booked: int
    """What sessions of the next 90 days still need of it, held or lacking."""
    lasts_days: int | None
    """How long the shelf lasts at that rate: on the shelf x 90 / used, rounded down. Null: nothing was used."""
    value_minor: int | None
    """Free, reserved, in quarantine and in transit at the product's present price, in the smallest unit of the
    currency; null: no price is known."""
    currency: str | None


class StockMovementView(View):
    """One line of the ledger, with what it is about."""

    id: UUID
    at: datetime
    clinic_id: UUID
    clinic: str | None
    gtin: str
    product: str
    lot: str
    kind: str
    """A word such as receipt, use, discard, expire, recall, hold, release, return, lose, find, send; more may come."""
    quantity: int
    serials: list[str]
    """The numbers of what a person moved by number; empty where it was a count, or not a person."""
    leaves: Place
    enters: Place
    cause: UUID | None
    corrects: UUID | None
    """The entry that this one takes back."""
    note: str
    """Why, in the words of who did it, or in the language of the reader."""
    actor: str

    def said_to(self, reader: Reader) -> Self:
        """The same, a note of Needlepoint's own in the language of ``reader``."""
        return self.model_copy(update={"note": said_again(self.note, reader)})


class StockDayView(View):
    """One local day of a clinic."""

    day: date
    entered: int
    """Came onto the shelf."""
    left: int
    """Left it, whatever for."""
    used: int
    """Used on patients; part of `left`."""
    booked: int
    """What sessions booked on this day still need; 0 for days that are over."""
    on_shelf: int
    """At the end of the day. From today on, what booked sessions leave if nothing is delivered; below zero: so many
    are lacking."""


class StockSeriesView(View):
    """Consumption against booked sessions, and the stock over time: data of a chart."""

    clinic_id: UUID
    gtin: str
    today: date
    """The clinic's local day; what is after it is foreseen."""
    days: list[StockDayView]
