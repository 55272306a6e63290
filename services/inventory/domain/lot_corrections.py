"""A date of a lot was stated wrongly: what is true, and what that does to a clinic's shelf. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from services.inventory.domain.expiries import usable_on
from services.inventory.domain.ledger import Entry
from services.inventory.domain.lot_refusals import LotDatesInvalid, LotSaysOtherwise, LotStands
from services.inventory.domain.places import EntryKind, Place
from services.inventory.domain.stock import ClinicStock


@dataclass(frozen=True, slots=True)
class LotDates:
    """What the books say of a lot."""

    expires_on: date
    """Last day of use."""
    made_on: date | None
    """None: no label said so."""


def require_correction(lot: str, books: LotDates, stated: date, true: LotDates, today: date) -> None:
    """Whether ``books``, which somebody read as ``stated``, may become ``true``; ``today`` is the UTC day.

    Raises LotSaysOtherwise, LotStands, LotDatesInvalid.
    """
    if books.expires_on != stated:
        raise LotSaysOtherwise(
            "The books say {expires_on} of lot {lot}, not {stated}: read the lot, and compare it with its label.",
            expires_on=books.expires_on,
            lot=lot,
            stated=stated,
        )
    if books == true:
        raise LotStands("The books say just that of lot {lot} already: nothing is to be corrected.", lot=lot)
    tomorrow = today + timedelta(days=1)  # somewhere it is that day already
    if true.made_on is not None and true.made_on > min(true.expires_on, tomorrow):
        raise LotDatesInvalid(
            "Lot {lot} cannot have been made on {made_on}, after its last day of use or in the future: read its label.",
            lot=lot,
            made_on=true.made_on,
        )


@dataclass(frozen=True, slots=True)
class Followed:
    """What a correction did to a clinic's shelf."""

    restored: int
    """Cartridges that had left it as expired, and are back."""
    expired: int
    """Cartridges that left it as expired."""


def follow_dates(stock: ClinicStock, lot: str, written_off: int, correction: UUID, reason: str) -> Followed:
    """The lot expires on another day than was stated; ``stock`` says which, and holds everybody who has any of it.

    ``written_off`` cartridges left the shelf as expired under what was stated. All sessions are planned again: which
    lot expires first is another question now.
    """
    restored = expired = 0
    if usable_on(stock.lots[lot].expires_on, stock.today):
        restored = written_off
    else:
        expired, _ = stock.write_off(lot, EntryKind.EXPIRE, correction)
    if restored:
        way = (Place.DISCARDED, Place.ON_HAND)
        stock.move_by_hand(Entry(lot, EntryKind.RESTORE, restored, way, correction, reason))
    stock.plan_again(keep=False)
    return Followed(restored, expired)
