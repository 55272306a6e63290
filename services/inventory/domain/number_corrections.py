"""One cartridge was written down under the wrong lot: in the books it is of another one. Pure."""

from dataclasses import dataclass
from uuid import UUID

from chassis.refusals import Phrase
from services.inventory.domain.ledger import Entry
from services.inventory.domain.lot_refusals import LotSaysOtherwise, LotStands, NumberOpened, NumberPutAway
from services.inventory.domain.places import WHERE, EntryKind, Place
from services.inventory.domain.stock import ClinicStock


@dataclass(frozen=True, slots=True)
class NumberCorrection:
    """A cartridge, the lot that was written down, and its true one."""

    id: UUID
    gtin: str
    serial: str
    was: str
    now: str
    reason: str


def require_correctable(correction: NumberCorrection, books: str, place: Place, *, opened: bool) -> None:
    """Whether the lot of a cartridge can be corrected that the books have as of ``books``, at ``place``.

    Raises LotSaysOtherwise, LotStands, NumberOpened, NumberPutAway.
    """
    if books != correction.was:
        raise LotSaysOtherwise(
            "The books have cartridge {serial} as one of lot {lot}, not {stated}: read its life again.",
            serial=correction.serial,
            lot=books,
            stated=correction.was,
        )
    if correction.now == correction.was:
        raise LotStands(
            "The books have cartridge {serial} as one of lot {lot} already: nothing is to be corrected.",
            serial=correction.serial,
            lot=books,
        )
    if opened:
        raise NumberOpened(
            "A session opened cartridge {serial}: its record says of which lot it was, and the trace has both lots.",
            serial=correction.serial,
        )
    if place is not Place.ON_HAND:
        raise NumberPutAway(
            "By the books cartridge {serial} is {place}: bring it back onto the shelf, then correct its lot.",
            serial=correction.serial,
            place=Phrase(WHERE[place]),
        )


def origin_of(stock: ClinicStock, lot: str, *, received_here: bool, received_elsewhere: bool) -> Place:
    """Whence the cartridge came to this clinic's shelf, as the balance of its lot counts it."""
    balance = stock.lots[lot].balance
    if received_here and balance.received:
        return Place.SUPPLIER
    if received_elsewhere and balance.transferred_in:
        return Place.OTHER_CLINIC
    return Place.SUPPLIER if balance.received else Place.UNRECORDED if balance.found else Place.OTHER_CLINIC


def relabel(stock: ClinicStock, correction: NumberCorrection, origin: Place) -> None:
    """It leaves the one lot and enters the other; who held it gets another, or is short. Both lots are in ``stock``.

    What left the shelf with its wrong lot, recalled or expired, comes back first; if the true one must not be used it
    leaves the shelf with that. Raises NumberPutAway when the shelf has none of the wrong lot.
    """
    wrong = stock.lots[correction.was]
    went = wrong.went(stock.today)
    if (went is Place.QUARANTINE and wrong.balance.quarantine) or (went is Place.DISCARDED and wrong.balance.discarded):
        stock.take_written_off(correction.was, correction.id)
    if wrong.balance.shelf == 0:
        raise NumberPutAway(
            "The books have none of lot {lot} on the shelf: count the shelf, then correct the lot of {serial}.",
            lot=correction.was,
            serial=correction.serial,
        )
    about = (correction.id, correction.reason)
    stock.move_by_hand(Entry(correction.was, EntryKind.RELABEL, 1, (Place.ON_HAND, origin), *about))
    entered = (origin, Place.ON_HAND)
    numbers = (correction.serial,)
    stock.move_by_hand(Entry(correction.now, EntryKind.RELABEL, 1, entered, *about, serials=numbers))


def relabel_received(stock: ClinicStock, correction: NumberCorrection) -> None:
    """The clinic that received it, and sent it on, received and sent one of the other lot."""
    about = (correction.id, correction.reason)
    back, out = (Place.OTHER_CLINIC, Place.SUPPLIER), (Place.SUPPLIER, Place.OTHER_CLINIC)
    stock.enter_at_once(
        Entry(correction.was, EntryKind.RELABEL, 1, back, *about),
        Entry(correction.now, EntryKind.RELABEL, 1, out, *about),
    )
