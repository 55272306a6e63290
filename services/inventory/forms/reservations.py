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
    patient_id: UUID
    clinic_id: UUID
    gtin: str
    quantity: int
    used: int
    session_at: datetime
    """UTC. When the treatment starts."""
    status: ReservationStatus
    held: list[HeldView]
