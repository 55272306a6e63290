"""The stock ledger: entries that are only ever added, and the balance that they add up to, per clinic and lot."""

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID


class EntryKind(StrEnum):
    """A permanent change of cartridges. A reservation is a promise, not an entry."""

    RECEIPT = "receipt"
    """Arrived, by scan. Cause: the receipt."""
    USE = "use"
    """Used on a patient. Cause: the session."""
    DISCARD = "discard"
    """Thrown away by a person, with a reason. Cause: the discard, or the session at whose chair it was opened."""
    EXPIRE = "expire"
    """Written off at the local midnight after the last day of use."""
    RECALL = "recall"
    """Quarantined because the lot was recalled. Cause: the recall."""
    RESTORE = "restore"
    """Back on the shelf. Either taken out of an expiry's or a recall's write-off, as it was used before and recorded
    after; or used, or thrown away at the chair, by mistake of a session's record: then ``corrects`` names that entry.
    Cause: the session."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger of one clinic's lot."""

    lot: str
    kind: EntryKind
    quantity: int
    cause: UUID | None
    """The receipt, session, discard or recall; None for an expiry."""
    note: str = ""
    """The reason that a person gave."""
    id: UUID | None = None
    """By which others find this entry; None where nothing points to it."""
    corrects: UUID | None = None
    """The entry that this one takes back."""

    def __post_init__(self) -> None:
        if self.quantity < 1:
            raise LedgerError(f"a ledger entry of {self.quantity} cartridges has no meaning")


class LedgerError(ValueError):
    """A movement that would make stock negative or wrong: a defect of this program, never a person's mistake."""


@dataclass(frozen=True, slots=True)
class Balance:
    """Where the cartridges of one lot at one clinic are. Counts of single cartridges, none ever below zero.

    Always ``received = on_hand + reserved + used + discarded + in_transit``. The parts exclude each other: ``on_hand``
    is on the shelf and free, ``reserved`` is on the shelf and held for an appointment (so the shelf holds
    ``on_hand + reserved``), ``discarded`` is what left the shelf unused, ``in_transit`` is on the way to another clinic
    and stays 0 until transfers come.
    """

    received: int = 0
    on_hand: int = 0
    reserved: int = 0
    used: int = 0
    discarded: int = 0
    in_transit: int = 0

    def __post_init__(self) -> None:
        parts = (self.on_hand, self.reserved, self.used, self.discarded, self.in_transit)
        if min(parts) < 0:
            raise LedgerError(f"below zero: {self}")
        if self.received != sum(parts):
            raise LedgerError(f"does not add up: {self}")

    @property
    def shelf(self) -> int:
        """Cartridges that are physically there, free or held."""
        return self.on_hand + self.reserved

    def receive(self, count: int) -> "Balance":
        """New on the shelf, free."""
        return replace(self, received=self.received + count, on_hand=self.on_hand + count)

    def reserve(self, count: int) -> "Balance":
        """Free becomes held."""
        return replace(self, on_hand=self.on_hand - count, reserved=self.reserved + count)

    def release(self, count: int) -> "Balance":
        """Held becomes free."""
        return self.reserve(-count)

    def use(self, count: int) -> "Balance":
        """Free becomes used; what was held is released first."""
        return replace(self, on_hand=self.on_hand - count, used=self.used + count)

    def discard(self, count: int) -> "Balance":
        """Free becomes discarded; what was held is released first."""
        return replace(self, on_hand=self.on_hand - count, discarded=self.discarded + count)

    def restore(self, count: int) -> "Balance":
        """Discarded becomes free again."""
        return self.discard(-count)
