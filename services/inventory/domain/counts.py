"""What people counted, compared with what the books said at the moment in which they did."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class CountStatus(StrEnum):
    """How far a count is."""

    COUNTING = "counting"
    """People count; what the books say is shown to nobody."""
    TO_APPROVE = "to_approve"
    """It differs from the books, and somebody who did not count has to say whether it is believed."""
    APPROVED = "approved"
    """The books follow the shelf."""
    AGREES = "agrees"
    """Nothing differed."""
    WITHDRAWN = "withdrawn"


@dataclass(slots=True)
class Variance:
    """A lot, as it was counted and as the books had it. Single cartridges."""

    gtin: str
    lot: str
    counted: int = 0
    expected: int = 0
    serials: list[str] = field(default_factory=list)
    """The numbers that were scanned."""
    counted_at: datetime | None = None
    """UTC. When the last of it was counted; None: nobody counted any."""

    @property
    def difference(self) -> int:
        """Above zero: more is there than the books say."""
        return self.counted - self.expected


def variances(lines: Iterable[Any]) -> list[Variance]:
    """Each lot of a count, from its standing lines in order.

    Several lines of a lot are parts of it, such as two drawers: they add up, against what the books said when the last
    of them was counted.
    """
    lots: dict[tuple[str, str], Variance] = {}
    for line in lines:
        lot = lots.setdefault((line.gtin, line.lot), Variance(line.gtin, line.lot))
        lot.counted += line.counted
        lot.expected, lot.counted_at = line.expected, line.at
        if line.serial is not None:
            lot.serials.append(line.serial)
    return [lots[key] for key in sorted(lots)]
