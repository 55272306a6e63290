"""A reservation: the promise that an appointment's cartridges will be there on its day."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class ReservationStatus(StrEnum):
    """The status of a reservation."""

    WAITING = "waiting"
    """Not decided: the clinic's zone is not known yet, so its day is not known either."""
    RESERVED = "reserved"
    """Every cartridge that is still needed is held."""
    SHORT = "short"
    """There is not enough stock; nothing is held. Filled as soon as there is, the earliest session first."""
    USED = "used"
    """The session used its cartridges."""
    RELEASED = "released"
    """Nothing is held any more: cancelled, missed, needs no cartridge, or its day went by."""


NEEDING = (ReservationStatus.RESERVED.value, ReservationStatus.SHORT.value)
"""The statuses of sessions that still need cartridges."""


OPEN = (ReservationStatus.WAITING, ReservationStatus.RESERVED, ReservationStatus.SHORT)


@dataclass(slots=True)
class Reservation:
    """What one appointment needs of one product at one clinic, and what is held for it."""

    appointment_id: UUID
    session_at: datetime
    """UTC. When the treatment starts; of several short reservations the earliest is filled first."""
    day: date
    """The clinic's local day of the session."""
    quantity: int
    """Cartridges that the session takes."""
    used: int = 0
    """Cartridges that it has used so far, of whatever lot."""
    status: ReservationStatus = ReservationStatus.SHORT
    held: dict[str, int] = field(default_factory=dict)
    """Cartridges held, by lot."""
    gtin: str = ""
    """The product that the session's device takes; what is held may be of a substitute."""

    @property
    def needed(self) -> int:
        """Cartridges that still have to be held."""
        return max(self.quantity - self.used, 0)

    @property
    def order(self) -> tuple[datetime, UUID]:
        """The earliest session first; of two at once, the one booked first (ids are in time order)."""
        return (self.session_at, self.appointment_id)
