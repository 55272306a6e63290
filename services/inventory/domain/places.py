"""Where cartridges are, and which movements between places there are: every entry of the ledger is one of them."""

from collections.abc import Mapping
from enum import StrEnum


class Place(StrEnum):
    """A place of a clinic's cartridges, or one outside of the clinic's books."""

    SUPPLIER = "supplier"
    """Outside: whence deliveries come. Counted as `received`, less what was received by mistake."""
    OTHER_CLINIC = "other_clinic"
    """Outside: another clinic of the chain. Counted as `transferred_in` and `transferred_out`."""
    UNRECORDED = "unrecorded"
    """Outside: a count found it, and nobody knows whence it came. Counted as `found`."""
    ON_HAND = "on_hand"
    """On the shelf, free or held for an appointment."""
    IN_TRANSIT = "in_transit"
    """Sent to another clinic, and not received there yet. In the books of the clinic that sent it."""
    QUARANTINE = "quarantine"
    """At the clinic and not to be used: recalled, or held by a person, until it is returned, discarded or released."""
    USED = "used"
    DISCARDED = "discarded"
    RETURNED = "returned"
    """Sent back to the supplier."""
    LOST = "lost"


WHERE: Mapping[Place, str] = {
    Place.SUPPLIER: "with the supplier",
    Place.OTHER_CLINIC: "at another clinic",
    Place.UNRECORDED: "not recorded",
    Place.ON_HAND: "on the shelf",
    Place.IN_TRANSIT: "on the way to another clinic",
    Place.QUARANTINE: "in quarantine",
    Place.USED: "used",
    Place.DISCARDED: "thrown away",
    Place.RETURNED: "sent back to the supplier",
    Place.LOST: "lost",
}
"""Where the books have a cartridge, as a part of a sentence."""


class EntryKind(StrEnum):
    """A permanent change of cartridges. A reservation is a promise within `on_hand`, and no entry."""

    RECEIPT = "receipt"
    """Arrived, by scan. Cause: the receipt."""
    USE = "use"
    """Used on a patient. Cause: the session."""
    DISCARD = "discard"
    """Thrown away by a person, with a reason. Cause: the discard, or the session at whose chair it was opened."""
    EXPIRE = "expire"
    """Discarded at the local midnight after the last day of use."""
    RECALL = "recall"
    """Put in quarantine because the lot was recalled. Cause: the recall."""
    HOLD = "hold"
    """Put in quarantine by a person, with a reason. Cause: the hold."""
    RELEASE = "release"
    """Out of quarantine, back on the shelf. Cause: the hold, or the recall that was withdrawn."""
    RETURN = "return"
    """Sent back to the supplier. Cause: the return."""
    LOSE = "lose"
    """Not there any more, and nobody knows why. Cause: the count, the transfer or the declaration."""
    FIND = "find"
    """There after all: it had been lost, or the books never had it. Cause: the count or the declaration."""
    SEND = "send"
    """Sent to another clinic. Cause: the transfer."""
    DELIVER = "deliver"
    """The other clinic received it; in the books of the clinic that sent it. Cause: the transfer."""
    ARRIVE = "arrive"
    """Received from another clinic. Cause: the transfer."""
    RESTORE = "restore"
    """A movement out is taken back. Either ``corrects`` names its entry, which was a mistake; or the cartridge turns
    out to have been used before it was written off, and is back on the shelf to be used next. Cause: the session, or
    what the corrected entry had."""
    RELABEL = "relabel"
    """A numbered cartridge is of another lot than was written down: it leaves the one and enters the other, as if it
    had come as that. Cause: the correction."""
    WITHDRAW = "withdraw"
    """A movement in is taken back: it never came. ``corrects`` names its entry."""


Move = tuple[Place, Place]
"""The place that is left, and the place that is entered."""

_ORIGINS = (Place.SUPPLIER, Place.OTHER_CLINIC, Place.UNRECORDED)
MOVES: dict[EntryKind, frozenset[Move]] = {
    EntryKind.RECEIPT: frozenset({(Place.SUPPLIER, Place.ON_HAND)}),
    EntryKind.USE: frozenset({(Place.ON_HAND, Place.USED)}),
    EntryKind.DISCARD: frozenset(
        (place, Place.DISCARDED) for place in (Place.ON_HAND, Place.QUARANTINE, Place.IN_TRANSIT)
    ),
    EntryKind.EXPIRE: frozenset({(Place.ON_HAND, Place.DISCARDED)}),
    EntryKind.RECALL: frozenset({(Place.ON_HAND, Place.QUARANTINE)}),
    EntryKind.HOLD: frozenset({(Place.ON_HAND, Place.QUARANTINE)}),
    EntryKind.RELEASE: frozenset({(Place.QUARANTINE, Place.ON_HAND)}),
    EntryKind.RETURN: frozenset({(Place.QUARANTINE, Place.RETURNED)}),
    EntryKind.LOSE: frozenset((place, Place.LOST) for place in (Place.ON_HAND, Place.QUARANTINE, Place.IN_TRANSIT)),
    EntryKind.FIND: frozenset({(Place.LOST, Place.ON_HAND), (Place.UNRECORDED, Place.ON_HAND)}),
    EntryKind.SEND: frozenset({(Place.ON_HAND, Place.IN_TRANSIT)}),
    EntryKind.DELIVER: frozenset({(Place.IN_TRANSIT, Place.OTHER_CLINIC)}),
    EntryKind.ARRIVE: frozenset({(Place.OTHER_CLINIC, Place.ON_HAND)}),
    EntryKind.RESTORE: frozenset(
        {
            (Place.USED, Place.ON_HAND),
            (Place.DISCARDED, Place.ON_HAND),
            (Place.DISCARDED, Place.QUARANTINE),
            (Place.DISCARDED, Place.IN_TRANSIT),
            (Place.QUARANTINE, Place.ON_HAND),
            (Place.RETURNED, Place.QUARANTINE),
            (Place.LOST, Place.QUARANTINE),
            (Place.LOST, Place.ON_HAND),
            (Place.LOST, Place.IN_TRANSIT),
            (Place.IN_TRANSIT, Place.ON_HAND),
            (Place.OTHER_CLINIC, Place.IN_TRANSIT),
        }
    ),
    EntryKind.RELABEL: frozenset(
        {
            *((Place.ON_HAND, origin) for origin in _ORIGINS),
            *((origin, Place.ON_HAND) for origin in _ORIGINS),
            (Place.OTHER_CLINIC, Place.SUPPLIER),
            (Place.SUPPLIER, Place.OTHER_CLINIC),
        }
    ),
    EntryKind.WITHDRAW: frozenset(
        {
            (Place.ON_HAND, Place.SUPPLIER),
            (Place.ON_HAND, Place.UNRECORDED),
            (Place.ON_HAND, Place.LOST),
            (Place.ON_HAND, Place.OTHER_CLINIC),
        }
    ),
}


def the_move(kind: EntryKind) -> Move:
    """The move of a kind that has only one."""
    (move,) = MOVES[kind]
    return move


def rule_of_moves() -> str:
    """MOVES as a condition of the database, which refuses every other entry."""
    moves = sorted(f"{kind}:{leaves}>{enters}" for kind, of_kind in MOVES.items() for leaves, enters in of_kind)
    listed = ", ".join(f"'{move}'" for move in moves)
    return f"kind || ':' || leaves || '>' || enters IN ({listed})"
