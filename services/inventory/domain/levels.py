"""When a clinic is said to be low on a product, and when that is urgent."""

from dataclasses import dataclass, replace
from datetime import datetime

URGENT_PART = 4
"""Where a clinic names no urgent point, it is this part of its reorder point, rounded down: a policy of the chain."""


def urgent_point_of(reorder_point: int) -> int:
    """Free cartridges at which it is urgent, where the clinic says nothing else."""
    return reorder_point // URGENT_PART


@dataclass(frozen=True)
class Level:
    """A clinic's points for one product, in free cartridges, and since when stock has been at them or below, UTC."""

    reorder_point: int
    urgent_point: int
    low_since: datetime | None = None
    urgent_since: datetime | None = None

    def at(self, available: int, now: datetime, *, ordered: bool = True) -> "Level":
        """With so many free cartridges. ``ordered``: the product is still bought; of another none is ever low.

        What is urgent stays so until stock has risen above the reorder point: a box of a few changes nothing.
        """
        if available > self.reorder_point or not ordered:
            return replace(self, low_since=None, urgent_since=None)
        urgent_since = self.urgent_since or (now if available <= self.urgent_point else None)
        return replace(self, low_since=self.low_since or now, urgent_since=urgent_since)

    def is_worse_than(self, before: "Level") -> bool:
        """Whether the stock manager has to be informed: it became low, or urgent."""
        became_low = self.low_since is not None and before.low_since is None
        return became_low or (self.urgent_since is not None and before.urgent_since is None)
