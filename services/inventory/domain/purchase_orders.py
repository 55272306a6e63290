"""What is ordered from a supplier for a clinic, what of it has arrived, and what may be done with it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MOST_UNITS = 100_000
"""Single units in one line: more is a mistake of typing, and sums stay exact in every client."""


class OrderStatus(StrEnum):
    """How far an order is."""

    DRAFT = "draft"
    """It is being put together; the supplier has not got it."""
    SENT = "sent"
    PARTLY_RECEIVED = "partly_received"
    RECEIVED = "received"
    """Of every product at least what was ordered has arrived."""
    CLOSED_SHORT = "closed_short"
    """The rest does not come."""
    CANCELLED = "cancelled"
    """Nothing of it comes, or it was never sent."""


SAID: Mapping[OrderStatus, str] = {
    OrderStatus.DRAFT: "draft",
    OrderStatus.SENT: "sent",
    OrderStatus.PARTLY_RECEIVED: "partly received",
    OrderStatus.RECEIVED: "received",
    OrderStatus.CLOSED_SHORT: "closed short",
    OrderStatus.CANCELLED: "cancelled",
}
"""How a sentence says it."""


AWAITED = frozenset({OrderStatus.SENT, OrderStatus.PARTLY_RECEIVED})
"""Something of it is still to come."""
EXPECTED = AWAITED | {OrderStatus.DRAFT}
"""Something of it is still to come, or is about to be ordered."""
ENDED = frozenset({OrderStatus.CLOSED_SHORT, OrderStatus.CANCELLED})
"""A person ended it."""


@dataclass(frozen=True, slots=True)
class OrderLine:
    """Packages of one product in an order."""

    gtin: str
    """Of the package, or of a single unit."""
    product_gtin: str
    name: str
    level: str | None
    """A word such as ``box``; None: single units."""
    units_each: int
    packages: int
    price_minor: int | None
    """Of one unit, in the smallest unit of the order's currency; None: it is not known."""

    @property
    def units(self) -> int:
        """Single units."""
        return self.packages * self.units_each

    @property
    def total_minor(self) -> int | None:
        """What the line costs; None while the price is not known."""
        return None if self.price_minor is None else self.price_minor * self.units


def ordered_units(lines: Sequence[OrderLine]) -> dict[str, int]:
    """Single units that are ordered of each product, by its GTIN."""
    units: dict[str, int] = {}
    for line in lines:
        units[line.product_gtin] = units.get(line.product_gtin, 0) + line.units
    return units


def outstanding_units(lines: Sequence[OrderLine], received: Mapping[str, int]) -> dict[str, int]:
    """Single units of each product that were ordered and have not arrived, of ``received`` units by product."""
    return {gtin: max(units - received.get(gtin, 0), 0) for gtin, units in ordered_units(lines).items()}


def arrived_of(lines: Sequence[OrderLine], received: Mapping[str, int]) -> list[int]:
    """How many single units of each line have arrived, of ``received`` units by product.

    Lines of one product are filled in their order, and what is beyond all of them is the last one's.
    """
    left = dict(received)
    last = {line.product_gtin: place for place, line in enumerate(lines)}
    arrived = []
    for place, line in enumerate(lines):
        there = left.get(line.product_gtin, 0)
        of_line = there if last[line.product_gtin] == place else min(there, line.units)
        left[line.product_gtin] = there - of_line
        arrived.append(of_line)
    return arrived


def status_by(lines: Sequence[OrderLine], received: Mapping[str, int]) -> OrderStatus:
    """The status of an order that was sent and that nobody has ended, by what has been received against it."""
    ordered = ordered_units(lines)
    if all(received.get(gtin, 0) >= units for gtin, units in ordered.items()):
        return OrderStatus.RECEIVED
    if any(received.get(gtin, 0) for gtin in ordered):
        return OrderStatus.PARTLY_RECEIVED
    return OrderStatus.SENT


def merged(present: Sequence[OrderLine], more: Sequence[OrderLine]) -> list[OrderLine]:
    """The lines of a draft with more of the same packages, or further ones; the newer price counts."""
    lines = {line.gtin: line for line in present}
    for line in more:
        before = lines.get(line.gtin)
        packages = line.packages + (before.packages if before else 0)
        price = line.price_minor if line.price_minor is not None or before is None else before.price_minor
        lines[line.gtin] = OrderLine(
            line.gtin, line.product_gtin, line.name, line.level, line.units_each, packages, price
        )
    return list(lines.values())


def total_minor(lines: Sequence[OrderLine]) -> int | None:
    """What an order costs; None while the price of a line is not known, or there is no line."""
    totals = [line.total_minor for line in lines]
    known = [total for total in totals if total is not None]
    return sum(known) if known and len(known) == len(totals) else None


def due_day(sent_on: date, lead_time_days: int | None) -> date | None:
    """When an order is expected by the supplier's lead time in calendar days; None while that is not known."""
    return None if lead_time_days is None else sent_on + timedelta(days=lead_time_days)


def spoken_number(number: int) -> str:
    """How people call an order."""
    return f"PO-{number:05d}"
