"""Small stock for tests: a Tuesday in March, lots named by letters, appointments in the order they are made."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Protocol
from uuid import UUID

from services.inventory.domain.ledger import Balance
from services.inventory.domain.places import Move, Place
from services.inventory.domain.reservations import Reservation
from services.inventory.domain.shelf_lots import ShelfLot
from services.inventory.domain.stock import ClinicStock

TODAY = date(2026, 3, 10)
SESSION = UUID(int=7)
RECEIPT = UUID(int=8)
RECALL = UUID(int=9)
_appointments = count(1000)


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


def a_lot(lot: str = "A", free: int = 5, expires_in: int = 300, recalled: bool = False) -> ShelfLot:
    return ShelfLot(lot, in_days(expires_in), RECALL if recalled else None, Balance().receive(free))


def stock_of(*lots: ShelfLot) -> ClinicStock:
    return ClinicStock(TODAY, {lot.lot: lot for lot in lots})


def an_appointment(days: int = 7, quantity: int = 1, hour: int = 10) -> Reservation:
    day = in_days(days)
    return Reservation(UUID(int=next(_appointments)), datetime.combine(day, time(hour), UTC), day, quantity)


class Counted(Protocol):
    """What adding up needs of a ledger entry."""

    @property
    def move(self) -> Move:
        """Whence and whereto."""

    @property
    def quantity(self) -> int:
        """How many."""


def add_up(entries: Iterable[Counted], held: int) -> Balance:
    """The balance that a lot's ledger entries, and ``held`` cartridges held by reservations, come to."""
    at = Counter[Place]()
    for entry in entries:
        at[entry.move[0]] -= entry.quantity
        at[entry.move[1]] += entry.quantity
    return Balance(
        received=-at[Place.SUPPLIER],
        on_hand=at[Place.ON_HAND] - held,
        reserved=held,
        used=at[Place.USED],
        discarded=at[Place.DISCARDED],
        quarantine=at[Place.QUARANTINE],
    )
