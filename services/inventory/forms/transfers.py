"""Transfers between clinics."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from chassis.http import Day, Form, View
from services.inventory.domain.transfers import Outcome, TransferStatus
from services.inventory.forms.fields import Count, Words
from services.inventory.forms.lines import LineItem


class TransferForm(Form):
    """What leaves for another clinic."""

    from_clinic_id: UUID
    to_clinic_id: UUID
    items: Annotated[list[LineItem], Field(min_length=1, max_length=500)]
    expected_on: Day | None = None
    """The day on which it should arrive, on the receiving clinic's calendar. Left out: three days from now."""
    note: Annotated[str, Field(max_length=500)] = ""
    """By whom it travels, in which box."""
    even_if_short: bool = False
    """Send it also when sessions that hold it fall short."""


class ArrivedItem(LineItem):
    """Cartridges of one label that arrived."""

    damaged: Words | None = None
    """What is wrong with them, when they cannot be used: they are discarded at once."""


class ArrivalForm(Form):
    """What arrived of a transfer."""

    items: Annotated[list[ArrivedItem], Field(max_length=500, default_factory=list)]
    complete: bool = False
    """Nothing more is to come: what has not arrived is a difference, and somebody has to say what became of it."""
    counted_again: bool = False
    """More or something else arrived than was sent, and somebody looked twice: it goes into quarantine until somebody
    says whence it came."""

    @model_validator(mode="after")
    def _says_something(self) -> "ArrivalForm":
        if not self.items and not self.complete:
            raise ValueError("Name what arrived, or say complete when nothing more is to come.")
        return self


class SettlementForm(Form):
    """What became of a difference."""

    line_id: UUID
    outcome: Outcome
    """Of what is missing ``kept``: it never left, or was brought back; ``lost``; ``discarded``: destroyed in transit.
    Of a surplus ``sent_too``: the sender had sent it; ``taken_over``: nobody misses it; ``surplus_discarded``;
    ``miscounted``: there is none."""
    quantity: Count | None = None
    """Left out: all of it."""
    reason: Words


class TakingBackForm(Form):
    """Why a step was a mistake."""

    reason: Words


class PostponementForm(Form):
    """When it will arrive, as it is known now."""

    expected_on: Day
    reason: Words


class CancellationForm(Form):
    """Why it did not leave, or was brought back."""

    reason: Words


class TransferTrialView(View):
    """It could be sent. Nothing was."""

    cartridges: int
    """Single cartridges of all lines."""


class TransferLineView(View):
    """What was sent of one lot, or one numbered cartridge, and what became of it. Counts are single cartridges."""

    id: UUID
    gtin: str
    product: str
    lot: str
    expires_on: date
    recall_id: UUID | None
    """The recall of the lot: what of it arrives goes into quarantine at once."""
    serial: str | None
    sent: int
    arrived: int
    in_transit: int
    """Sent, and neither arrived nor settled."""
    settled: int
    """Sent, not arrived, and a person said what became of it."""
    surplus: int
    """Arrived, and was not sent."""
    unsettled_surplus: int
    """Of the surplus: nobody has said whence it came, so it is in quarantine."""


class TransferStepView(View):
    """What happened to a line."""

    id: UUID
    line_id: UUID
    what: str
    """A word such as arrived, damaged, surplus, opened, kept, lost, sent_too; more may come."""
    quantity: int
    reason: str
    at: datetime
    by: str
    taken_back_at: datetime | None
    """It was a mistake; null: it stands."""
    taken_back_by: str | None
    taken_back_because: str | None


class TransferSummary(View):
    """A transfer from one clinic to another."""

    id: UUID
    from_clinic_id: UUID
    from_clinic: str | None
    to_clinic_id: UUID
    to_clinic: str | None
    status: TransferStatus
    expected_on: date
    """The receiving clinic's local day."""
    overdue: bool
    """That day is over, and some of it is still under way."""
    note: str
    sent_at: datetime
    sent_by: str
    complete_at: datetime | None
    """Somebody said that nothing more is to come."""
    complete_by: str | None
    cancelled_at: datetime | None
    cancelled_by: str | None
    cancelled_because: str | None
    sent: int
    """Single cartridges of all lines."""
    arrived: int
    in_transit: int
    unsettled_surplus: int


class TransferView(TransferSummary):
    """A transfer with its lines and what happened to them."""

    lines: list[TransferLineView]
    steps: list[TransferStepView]
    """In the order in which they were written down."""
