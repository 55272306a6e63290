"""Recalls, and who was treated with a lot."""

from datetime import datetime
from uuid import UUID

from chassis.http import Form, View
from services.inventory.forms.fields import Gtin, Lot, Words


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
