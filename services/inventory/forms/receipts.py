"""Deliveries: what comes onto the shelf."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http import Form, OneLine, View
from services.inventory.domain.receipt_questions import Doubt
from services.inventory.domain.receipts import Labelled
from services.inventory.forms.fields import Count, Scan, Words

DeliveryNote = Annotated[str, OneLine, Field(min_length=1, max_length=100)]
FirstDoubt = Literal["not_ordered", "over_delivered", "short_dated", "note_known"]
"""What version 1 of the answers can say in the places that it had from the beginning."""
Accepts = Annotated[list[Doubt], Field(max_length=10, default_factory=list)]


class ReceiptItem(Form):
    """Cartridges of one label."""

    scan: Scan
    """The GS1 code as the scanner sent it, or as printed: ``(01)…(17)…(10)…``. Of a label in two symbols both, with a
    line end between."""
    quantity: Count | None = None
    """How many carry this label: cartridges, or packages where the GTIN is that of a package. Left out: as many
    cartridges as the label of a box says in (30) or (37), or else one."""


class ReceiptForm(Form):
    """A delivery, scanned."""

    clinic_id: UUID
    items: Annotated[list[ReceiptItem], Field(min_length=1, max_length=500)]
    order_id: UUID | None = None
    """The order that it belongs to; null: none."""
    delivery_note: DeliveryNote | None = None
    """The supplier's number of the delivery."""
    accepts: Accepts
    """What is unusual about it and received all the same: send it after having been asked (`receipt-questioned`)."""


class ReceivedView(View):
    """What one label said."""

    gtin: str
    lot: str
    expires_on: date
    serial: str | None
    quantity: int
    made_on: date | None = None
    typed: bool = False
    """Its printed text was typed: no scanner has read it."""


class AwaitingOrderView(View):
    """An order that awaits something that this delivery brought."""

    id: UUID
    number: str


class ReceiptView(View):
    """A delivery that is now on the shelf."""

    id: UUID
    clinic_id: UUID
    received_at: datetime
    items: list[ReceivedView]
    order_id: UUID | None = None
    delivery_note: str | None = None
    accepted: list[FirstDoubt]
    """What was unusual about it."""
    further_accepted: list[str] = Field(default_factory=list, examples=[["written_alike"]])
    """The same, of what is asked about since; more words may come."""
    awaited_by: list[AwaitingOrderView]
    """Orders of the clinic that await these products, where the receipt named none: assign it to one of them."""


class ReceivedLot(View):
    """What was received of one lot."""

    gtin: str
    lot: str
    quantity: int


class ReceiptTrialItemView(View):
    """One label of a delivery that is tried."""

    gtin: str | None
    """Of the single unit. Null, as all that a label says: it could not be read."""
    product: str | None
    """Its name; null: the catalogue does not have it."""
    lot: str | None
    expires_on: date | None
    serial: str | None
    quantity: int | None
    """Single cartridges."""
    typed: bool = False
    """Its printed text was typed: no scanner has read it."""
    problems: list[str]
    """Why it cannot be received, and the one thing to do about each; empty: it can."""
    code: str | None = None
    """For programs: what is wrong with the scan itself, such as `check_digit`; null: it was read."""

    @classmethod
    def of(cls, label: Labelled | None, names: Mapping[str, str], problems: Sequence[str], code: str | None) -> Self:
        """What a label says, or why it could not be read."""
        fields = ("gtin", "lot", "expires_on", "serial", "quantity")
        return cls(
            **{name: getattr(label, name) if label else None for name in fields},
            product=names.get(label.gtin) if label else None,
            typed=label is not None and label.typed,
            problems=list(problems),
            code=code,
        )


class ReceiptQuestionView(View):
    """What is unusual about a delivery, and may be accepted."""

    doubt: FirstDoubt
    item: int | None
    """Which item, counted from 0; null: the delivery note."""
    sentence: str


class FurtherQuestionView(View):
    """The same, of what is asked about since: such as letters that may be Caps Lock's."""

    doubt: str = Field(examples=["written_alike"])
    """To be sent in `accepts`; more words may come."""
    item: int | None
    """Which item, counted from 0."""
    sentence: str


class ReceiptTrialView(View):
    """What receiving a delivery would say. Nothing was received."""

    items: list[ReceiptTrialItemView]
    """In the order in which they were sent."""
    questions: list[ReceiptQuestionView]
    further_questions: list[FurtherQuestionView] = Field(default_factory=list)
    """To be accepted as well."""
    receivable: bool
    """Nothing is wrong, and every question is accepted."""


class ReceiptSummary(View):
    """A delivery that was received."""

    id: UUID
    clinic_id: UUID
    received_at: datetime
    cartridges: int
    lots: list[ReceivedLot]
    order_id: UUID | None
    delivery_note: str | None


class ReceivedEntryView(View):
    """What a receipt brought of one lot."""

    entry_id: UUID
    """In the ledger of the lot."""
    gtin: str
    lot: str
    expires_on: date
    quantity: int
    taken_back: int
    """Of these, what was entered in error and taken back."""
    serials: list[str]
    """Those that were received by number and not taken back."""


class ReceiptDetailView(View):
    """A delivery that was received, as the books have it now."""

    id: UUID
    clinic_id: UUID
    received_at: datetime
    received_by: str
    order_id: UUID | None
    order_number: str | None
    """How people call the order."""
    delivery_note: str | None
    accepted: list[str]
    """What was unusual about it: not_ordered, over_delivered, short_dated, note_known, written_alike,
    very_many."""
    entries: list[ReceivedEntryView]


class ReceiptAssignmentForm(Form):
    """What a receipt belongs to, where it was entered under the wrong order or note, or none."""

    order_id: UUID | None
    """Null: no order."""
    delivery_note: DeliveryNote | None
    accepts: Accepts
    """As when it was received."""
    reason: Words


class ReceiptWithdrawalForm(Form):
    """Why a receipt was a mistake."""

    reason: Words


class TakenBackView(View):
    """What was taken back of one lot, and what was not."""

    gtin: str
    lot: str
    taken_back: int
    stays: int
    """Not on the shelf any longer, so it had arrived: used, moved, put aside or thrown away."""
    serials: list[str]
    """Those taken back by number: they can be received again."""


class ReceiptWithdrawalView(View):
    """A receipt that was taken back, as far as nothing of it was used."""

    id: UUID
    clinic_id: UUID
    taken_back: int
    stays: int
    lots: list[TakenBackView]
