"""First expired, first out: which lots a session's cartridges are taken from."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from services.inventory.domain.expiries import usable_on


class Offered(Protocol):
    """A lot as the choice sees it."""

    @property
    def lot(self) -> str:
        """The manufacturer's lot, GS1 (10)."""

    @property
    def expires_on(self) -> date:
        """Last day of use."""

    @property
    def recalled(self) -> bool:
        """A recalled lot is never offered."""

    @property
    def free(self) -> int:
        """Cartridges on the shelf that no appointment holds."""


def pick(need: int, day: date, lots: Iterable[Offered]) -> dict[str, int]:
    """How many cartridges to take from which lot for a session on ``day`` (local); empty when stock cannot fill it.

    The lot that expires first among those that can fill the whole need is taken. A lot that expires sooner but holds
    too few is passed over (ERPNext #58640): one lot a session keeps a recall's trace short. Only when no single lot
    can fill the need is it split, over the lots in order of expiry. It is filled completely or not at all: half of a
    session's cartridges are of no use, and another patient would lack them.
    """
    in_order = _usable(day, lots)
    for lot in in_order:
        if lot.free >= need:
            return {lot.lot: need}
    return _split(need, in_order)


def pick_soonest(need: int, day: date, lots: Iterable[Offered]) -> dict[str, int]:
    """The same, but strictly from what expires first, over as many lots as that takes.

    It leaves the most for later sessions: what they can use lasts the longest.
    """
    return _split(need, _usable(day, lots))


def _usable(day: date, lots: Iterable[Offered]) -> list[Offered]:
    return sorted(
        (lot for lot in lots if lot.free > 0 and not lot.recalled and usable_on(lot.expires_on, day)),
        key=lambda lot: (lot.expires_on, lot.lot),
    )


def _split(need: int, in_order: Sequence[Offered]) -> dict[str, int]:
    if sum(lot.free for lot in in_order) < need:
        return {}
    picked: dict[str, int] = {}
    for lot in in_order:
        picked[lot.lot] = min(lot.free, need - sum(picked.values()))
        if sum(picked.values()) == need:
            break
    return picked
