"""What lies free and expires soon, and who could use it."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from chassis.http import Day, Form, View
from chassis.http.languages import Reader
from services.inventory.domain.expiring_lots import Saving
from services.inventory.forms.fields import Count


class SavingView(View):
    """A transfer that saves cartridges from expiring. Counts are single cartridges."""

    clinic_id: UUID
    clinic: str | None
    needed: int
    """Of its booked sessions from tomorrow until the lot's last day."""
    sooner: int
    """On its shelf, of lots that expire on that day or before: these are used first."""
    saved: int
    """What it can use in time: `needed` less `sooner`, at most what lies free."""
    price_minor: int | None
    """Of what is saved, in the smallest unit of the currency; null: no price is known."""
    sentence: str
    """The arithmetic in words, in the language of the reader."""

    @classmethod
    def of(cls, saving: Saving, reader: Reader) -> Self:
        """A transfer, its arithmetic in the language of ``reader``."""
        said = {name: getattr(saving, name) for name in cls.model_fields if name != "sentence"}
        return cls(**said, sentence=reader.said(saving.arithmetic))


class ExpiringStockView(View):
    """A lot of which some lies free at a clinic until it expires."""

    id: UUID
    clinic_id: UUID
    clinic: str | None
    gtin: str
    product: str
    lot: str
    expires_on: date
    free: int
    """That no booked session there can use in time; 0 when it is closed and none is free."""
    price_minor: int | None
    """Of what lies free, at the product's present price; null: no price is known."""
    currency: str | None
    opened_at: datetime
    closed_at: datetime | None
    """Null: some lies free."""
    closed_because: str | None
    """`not_free`: it is held, used, sent or thrown away. `expired`. `not_near`: its date was corrected, or the chain
    looks fewer days ahead."""
    transfers: list[SavingView]
    """Clinics that could use some in time, who saves most first. Empty when it is closed."""


class SavingAcceptanceForm(Form):
    """A transfer that was proposed."""

    to_clinic_id: UUID
    quantity: Count
    """As it was proposed (`saved`), or fewer."""
    expected_on: Day | None = None
    """The day on which it should arrive, on the receiving clinic's calendar. Left out: three days from now."""
    note: Annotated[str, Field(max_length=500)] = ""
    """By whom it travels, in which box."""
