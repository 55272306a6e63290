"""Recall notices: several lots of a product at once."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from chassis.http import Form, OneLine, View
from services.inventory.forms.fields import Gtin, Lot, Serial, Words
from services.inventory.forms.recall_checks import MOST_CODES, Code
from services.inventory.forms.recalls import MOST_SERIALS, RecallSummary, Serials

MOST_LOTS = 500
"""Of one notice: each is taken off every shelf in one transaction."""
Lots = Annotated[list[Lot], Field(max_length=MOST_LOTS)]


class PartForm(Form):
    """Cartridges of one lot, by serial number: the others of the lot may be used."""

    lot: Lot
    serials: Serials


class RecallNoticeForm(Form):
    """The lots of a product that a notice names. They must not be used any more, anywhere in the chain."""

    gtin: Gtin | None = None
    """Of one unit, or of a box; it may be left out where codes name it."""
    lots: Lots = Field(default_factory=list)
    codes: Annotated[list[Code], Field(max_length=MOST_CODES)] = Field(default_factory=list)
    """GS1 codes on the notice, scanned or as printed: each names the product and a lot, or one cartridge of it."""
    parts: Annotated[list[PartForm], Field(max_length=MOST_LOTS)] = Field(default_factory=list)
    """Lots of which only some cartridges are meant."""
    reason: Words
    """As the manufacturer or regulator says; clinics read it."""
    number: Annotated[str, OneLine, Field(min_length=1, max_length=100)] | None = None
    """Under which the manufacturer or an authority has it."""
    confirmed: Lots = Field(default_factory=list)
    """Lots that never came and are written as the notice has them; another such lot is refused."""
    confirmed_serials: Annotated[list[Serial], Field(max_length=MOST_SERIALS)] = Field(default_factory=list)
    """Serial numbers that never came and are written as the notice has them; another such number is refused."""


class RecallNoticeSummary(View):
    """A recall notice."""

    id: UUID
    gtin: str
    lots: list[str]
    number: str | None
    """Under which the manufacturer or an authority has it."""
    reason: str
    entered_at: datetime
    entered_by: str
    open: int
    """Recalls of it that are neither closed nor withdrawn."""


class RecallNoticeView(RecallNoticeSummary):
    """A recall notice, with what became of each of its lots."""

    recalls: list[RecallSummary]
    """By lot. A lot that had been recalled before the notice has its earlier recall here."""


class NoticeLettersView(View):
    """The letters of a notice, released."""

    notice_id: UUID
    patients: int
    """How many letters; whoever was treated with two of the lots has one about both."""
