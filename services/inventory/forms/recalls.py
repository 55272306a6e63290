"""Recalls of a lot in the whole chain."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from chassis.http.languages import Reader
from services.inventory.domain.places import Place
from services.inventory.domain.recalls import RecallReport, RecallStep
from services.inventory.forms.fields import Gtin, Lot, Serial, Words
from services.inventory.forms.uses import UseView

MOST_SERIALS = 2000
"""Of one lot of a notice."""
Serials = Annotated[list[Serial], Field(min_length=1, max_length=MOST_SERIALS)]


class RecallForm(Form):
    """A lot that must not be used any more, anywhere in the chain."""

    gtin: Gtin
    lot: Lot
    serials: Annotated[list[Serial], Field(max_length=MOST_SERIALS)] = Field(default_factory=list)
    """The only cartridges of the lot that are meant, by serial number; empty: all of them."""
    reason: Words
    """As the manufacturer or regulator says; clinics read it."""
    confirmed: bool = False
    """Lot and serial numbers are written as the notice has them, although they never came; false: that is refused."""


class RecalledAtView(View):
    """What a recall did at one clinic."""

    clinic_id: UUID
    clinic: str | None
    quarantined: int
    """Cartridges taken off the shelf."""
    released_reservations: int
    """Reservations that lost the lot; each was given another, or is short."""
    restored: int | None
    """Cartridges back on the shelf since the recall was withdrawn; null: it stands."""


class RecallSummary(View):
    """A recall."""

    id: UUID
    notice_id: UUID | None = None
    """The notice that named it; null: it was recalled alone."""
    gtin: str
    lot: str
    in_part: bool = False
    """Only some cartridges of the lot are recalled, by serial number; the others may be used."""
    reason: str
    recalled_at: datetime
    recalled_by: str
    letters_released_at: datetime | None
    """UTC. When a director had its patients written to; null: they are not."""
    closed_at: datetime | None
    """UTC. Null: something may be left to do. The lot must not be used in either case."""
    closed_by: str | None
    closed_because: str | None
    """Why open steps need not be done."""
    supplier_informed_at: datetime | None = None
    """UTC. Null: nobody said that the supplier knows what the chain has."""
    supplier_informed_by: str | None = None
    supplier_informed_note: str | None = None
    """How it was said, and the supplier's number for it."""
    effect_checked_at: datetime | None = None
    """UTC. Null: nobody checked that the recall reached everybody whom it concerns."""
    effect_checked_by: str | None = None
    effect_checked_note: str | None = None
    """How it was checked, and what came of it."""
    withdrawn_at: datetime | None
    """UTC. When it was withdrawn as a mistake: it bars nothing any longer. Null: it stands."""
    withdrawn_by: str | None
    withdrawn_because: str | None


class RecalledSerialView(View):
    """One cartridge that is recalled by its serial number."""

    serial: str
    clinic_id: UUID | None
    """Where it is, or was opened; null: it was never received under this number."""
    place: Place | None
    """Where it is, or that it was used or discarded; null: none came or was opened under this number."""
    put_aside_at: datetime | None
    """UTC. When the recall put it into quarantine; null: it did not, or no longer."""


class RecallView(RecallSummary):
    """A recall, with the trace of who was treated with the lot."""

    serials: list[RecalledSerialView] = Field(default_factory=list)
    """Of a recall in part, each cartridge; at all clinics, for a recall is of the chain."""
    clinics: list[RecalledAtView]
    trace: list[UseView]
    """By time of use, as far as the caller sees it; grows while uses arrive."""

    def said_to(self, reader: Reader) -> Self:
        """The same, incidents of the trace in the language of ``reader``."""
        return self.model_copy(update={"trace": [each.said_to(reader) for each in self.trace]})


class CloseForm(Form):
    """Close a recall."""

    reason: Words | None = None
    """Why open steps need not be done; needed when there are any."""


class WithdrawalForm(Form):
    """Withdraw a recall that was a mistake."""

    reason: Words
    """What was wrong with it; every clinic reads it."""


class ReconciledView(View):
    """Where the cartridges of a recalled lot are: what came is the sum of the other counts."""

    came: int
    """Received, transferred here, or found. Of the whole chain: received or found."""
    transferred_in: int
    """Of what came, how many another clinic had sent; nothing of the chain."""
    used: int
    quarantine: int
    returned: int
    discarded: int
    lost: int
    in_transit: int
    transferred_out: int
    """To another clinic, where they came; nothing of the chain."""
    on_shelf: int
    unaccounted: int
    """Uses and discards here for which the ledger has no cartridge; not part of what came."""


class ReconciledAtView(ReconciledView):
    """Where the cartridges of a recalled lot are at one clinic, and what somebody counted there."""

    clinic_id: UUID
    clinic: str | None
    counted: int | None = None
    """What lay apart when somebody counted it; null: nobody has."""
    expected: int | None = None
    """What was in quarantine by the books at that moment."""
    confirmed_at: datetime | None = None
    confirmed_by: str | None = None
    confirmed_note: str | None = None


class ReconciliationView(View):
    """What became of every cartridge and every patient of a recall."""

    recall_id: UUID
    clinics: list[ReconciledAtView]
    total: ReconciledView
    """Of the whole chain; what went from clinic to clinic came once."""
    adds_up: bool
    """Whether what came is the sum of the other counts, at each clinic and in total."""
    treated: int
    """Patients on whom the lot was used."""
    informed: int
    """Patients who were spoken with, or said that they know."""
    steps: list[RecallStep]
    """What is left to be done."""
    reports: list[RecallReport]
    """What people have not reported yet; a director closes it without a reason when both are empty."""
