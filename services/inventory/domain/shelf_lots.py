"""A lot at one clinic."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from services.inventory.domain.expiries import usable_on
from services.inventory.domain.ledger import Balance
from services.inventory.domain.places import Place


@dataclass(slots=True)
class ShelfLot:
    """A lot at one clinic."""

    lot: str
    expires_on: date
    """Last day of use."""
    recall: UUID | None = None
    """The recall of the lot; None: it is not recalled."""
    balance: Balance = field(default_factory=Balance)
    in_part: bool = False
    """Some of its cartridges are recalled by serial number."""

    @property
    def recalled(self) -> bool:
        """Whether the lot is recalled."""
        return self.recall is not None

    def went(self, today: date) -> Place | None:
        """Where everything of it that was on the shelf went, without being named; None: it did not go."""
        if self.recalled:
            return Place.QUARANTINE
        gone = not usable_on(self.expires_on, today) and self.balance.shelf == 0
        return Place.DISCARDED if gone else None

    @property
    def free(self) -> int:
        """Cartridges on the shelf that no appointment holds."""
        return self.balance.on_hand
