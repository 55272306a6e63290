"""What is held for appointments."""

from datetime import date, datetime
from uuid import UUID

from chassis.http import View
from services.inventory.domain.reservations import ReservationStatus


class HeldView(View):
    """Cartridges held for an appointment."""

    lot: str
    expires_on: date
    quantity: int


class ReservationView(View):
    """What an appointment needs, and what is held for it."""

    appointment_id: UUID
    patient_id: UUID | None
    """Null for readers who count stock and do not look after patients."""
    clinic_id: UUID
    gtin: str
    """The product that the session's device takes."""
    substitute_gtin: str | None
    """What is held instead, because none of that is left; null: it is `gtin`."""
    substitute: str | None
    """Its name."""
    quantity: int
    used: int
    needed_on: date
    """The local day on which the treatment is."""
    session_at: datetime | None
    """UTC. When the treatment starts; null where `patient_id` is."""
    status: ReservationStatus
    held: list[HeldView]
