"""The life of one cartridge with a serial number."""

from datetime import datetime
from uuid import UUID

from chassis.http import View
from services.inventory.domain.serials import SerialStatus, Step


class StepView(View):
    """One thing that happened to a cartridge."""

    what: Step
    at: datetime
    """UTC."""
    clinic_id: UUID | None
    """Null for a recall, which is of the chain."""
    cause: UUID | None
    """The receipt, the session, the recall, the transfer, or the entry in the ledger of what a person did by hand."""
    patient_id: UUID | None
    """On whom it was used; null for readers who count stock and do not look after patients."""
    by: str | None
    """Who received or sent it, or recalled its lot."""
    note: str | None
    """The cause of a discard, what was wrong with a use, or the reason of a recall."""
    how: str | None = None
    """Of a movement or a discard, a word such as sent, arrived, counted, held, released, returned; more may come."""
    withdrawn_at: datetime | None = None
    """UTC. When the recall was withdrawn as a mistake; null: it stands, or this is no recall."""


class SerialView(View):
    """One cartridge: a product's serial number names it, wherever it goes."""

    gtin: str
    serial: str
    lot: str
    status: SerialStatus
    clinic_id: UUID | None
    """Where it is, or was opened; null when it was never received."""
    place: str = "on_hand"
    """Where the books have it: a word such as on_hand, quarantine, in_transit, used, returned; more may come."""
    like: list[str]
    """Serial numbers of the same product that differ by small and capital letters only: compare the labels."""
    steps: list[StepView]
    """The newest first, at the clinics that the caller sees."""
