"""The stock ledger: entries that are only ever added, and the balance that they add up to, per clinic and lot."""

from dataclasses import dataclass, replace
from uuid import UUID

from services.inventory.domain.places import MOVES, EntryKind, Move, Place


class LedgerError(ValueError):
    """A movement that would make stock negative or wrong: a defect of this program, never a person's mistake."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger of one clinic's lot: so many cartridges left one place and entered another."""

    lot: str
    kind: EntryKind
    quantity: int
    move: Move
    cause: UUID | None
    """The receipt, session, discard or recall; None for an expiry."""
    note: str = ""
    """The reason that a person gave."""
    id: UUID | None = None
    """By which others find this entry; None where nothing points to it."""
    corrects: UUID | None = None
    """The entry that this one takes back."""
    serials: tuple[str, ...] = ()
    """The numbers of those of them that were moved by number."""

    def __post_init__(self) -> None:
        if self.quantity < 1:
            raise LedgerError(f"a ledger entry of {self.quantity} cartridges has no meaning")
        if self.move not in MOVES[self.kind]:
            raise LedgerError(f"{self.kind} does not move from {self.move[0]} to {self.move[1]}")


@dataclass(frozen=True, slots=True)
class Restored:
    """A cartridge came back onto the shelf, to be opened there at once."""

    entry: UUID
    was: Place
    """Where it had been put meanwhile."""


@dataclass(frozen=True, slots=True)
class Balance:
    """Where the cartridges of one lot at one clinic are. Counts of single cartridges, none ever below zero.

    What came in (``received``, ``transferred_in``, ``found``) is always the sum of the places. ``on_hand`` is on the
    shelf and free, ``reserved`` is on the shelf and held for an appointment: the shelf holds both.
    """

    received: int = 0
    on_hand: int = 0
    reserved: int = 0
    used: int = 0
    discarded: int = 0
    in_transit: int = 0
    quarantine: int = 0
    returned: int = 0
    lost: int = 0
    found: int = 0
    transferred_in: int = 0
    transferred_out: int = 0

    def __post_init__(self) -> None:
        parts = (
            self.on_hand,
            self.reserved,
            self.used,
            self.discarded,
            self.in_transit,
            self.quarantine,
            self.returned,
            self.lost,
            self.transferred_out,
        )
        came = (self.received, self.found, self.transferred_in)
        if min(parts + came) < 0:
            raise LedgerError(f"below zero: {self}")
        if sum(came) != sum(parts):
            raise LedgerError(f"does not add up: {self}")

    @property
    def shelf(self) -> int:
        """Cartridges that are physically there, free or held."""
        return self.on_hand + self.reserved

    def moved(self, count: int, move: Move) -> "Balance":
        """After ``count`` cartridges left one place and entered another; what was held is released first."""
        changed: dict[str, int] = {}
        for place, sign in zip(move, (-1, 1), strict=True):
            column, outside = _column(place, leaves=sign < 0)
            changed[column] = getattr(self, column) + count * (-sign if outside else sign)
        return replace(self, **changed)

    def receive(self, count: int) -> "Balance":
        """New on the shelf, free."""
        return self.moved(count, (Place.SUPPLIER, Place.ON_HAND))

    def reserve(self, count: int) -> "Balance":
        """Free becomes held."""
        return replace(self, on_hand=self.on_hand - count, reserved=self.reserved + count)

    def release(self, count: int) -> "Balance":
        """Held becomes free."""
        return self.reserve(-count)


def _column(place: Place, *, leaves: bool) -> tuple[str, bool]:
    """The part of a balance that a place is counted in, and whether that counts what came in."""
    if place is Place.SUPPLIER:
        return "received", True
    if place is Place.UNRECORDED:
        return "found", True
    if place is Place.OTHER_CLINIC:
        return ("transferred_in", True) if leaves else ("transferred_out", False)
    return place.value, False
