"""What a person does with cartridges at a clinic: held, released, returned, discarded, lost, found; and taken back."""

from collections.abc import Mapping
from enum import StrEnum

from chassis.refusals import Phrase
from services.inventory.domain.ledger import Balance
from services.inventory.domain.places import MOVES, WHERE, EntryKind, Move, Place
from services.inventory.domain.refusals import MoreThanEverCame, NotAtThatPlace


class Act(StrEnum):
    """What is done."""

    HOLD = "hold"
    """Off the shelf, into quarantine: nobody uses or reserves it."""
    RELEASE = "release"
    """Out of quarantine, back on the shelf."""
    RETURN = "return"
    """Out of quarantine, back to the supplier."""
    DISCARD = "discard"
    """Out of quarantine, thrown away."""
    LOSE = "lose"
    """Not on the shelf, and nobody knows why."""
    FIND = "find"
    """On the shelf after all: of what was lost, else as a surplus that the books never had."""


_MOVE_OF: Mapping[Act, tuple[EntryKind, Move]] = {
    Act.HOLD: (EntryKind.HOLD, (Place.ON_HAND, Place.QUARANTINE)),
    Act.RELEASE: (EntryKind.RELEASE, (Place.QUARANTINE, Place.ON_HAND)),
    Act.RETURN: (EntryKind.RETURN, (Place.QUARANTINE, Place.RETURNED)),
    Act.DISCARD: (EntryKind.DISCARD, (Place.QUARANTINE, Place.DISCARDED)),
    Act.LOSE: (EntryKind.LOSE, (Place.ON_HAND, Place.LOST)),
}
CORRECTABLE = frozenset(
    {
        EntryKind.RECEIPT,
        EntryKind.DISCARD,
        EntryKind.HOLD,
        EntryKind.RELEASE,
        EntryKind.RETURN,
        EntryKind.LOSE,
        EntryKind.FIND,
    }
)
"""What a person did and may take back. What a session opened is corrected in the session's record; a recall and an
expiry are facts about the lot."""

A_FEW = 10
"""A surplus of so many is not asked about: a box that was put on the shelf without being scanned."""

Planned = tuple[EntryKind, Move, int]
"""A movement, and of how many cartridges."""


def plan(act: Act, quantity: int, lost: int) -> list[Planned]:
    """The movements that an act comes to. Only what is found may be two: what was lost first, the rest a surplus.

    ``lost``: how many are lost that may be those that are found.
    """
    if act is not Act.FIND:
        kind, move = _MOVE_OF[act]
        return [(kind, move, quantity)]
    of_lost = min(quantity, lost)
    parts = [
        (EntryKind.FIND, (Place.LOST, Place.ON_HAND), of_lost),
        (EntryKind.FIND, (Place.UNRECORDED, Place.ON_HAND), quantity - of_lost),
    ]
    return [part for part in parts if part[2]]


def take_back(move: Move) -> tuple[EntryKind, Move]:
    """The movement that takes another one back: from where it went to where it was."""
    back = (move[1], move[0])
    for kind in (EntryKind.RESTORE, EntryKind.WITHDRAW, EntryKind.HOLD):
        if back in MOVES[kind]:
            return kind, back
    raise ValueError(f"nothing takes back a movement from {move[0]} to {move[1]}")


def there(balance: Balance, place: Place) -> int:
    """How many cartridges a person can take from a place; outside of the clinic there is no limit."""
    counts = {
        Place.ON_HAND: balance.shelf,
        Place.QUARANTINE: balance.quarantine,
        Place.RETURNED: balance.returned,
        Place.DISCARDED: balance.discarded,
        Place.LOST: balance.lost,
        Place.IN_TRANSIT: balance.in_transit,
    }
    return counts[place]


def require_there(balance: Balance, lot: str, place: Place, wanted: int) -> None:
    """Raises NotAtThatPlace when fewer cartridges of the lot are in a place than are to be moved."""
    count = there(balance, place)
    if wanted > count:
        raise NotAtThatPlace(
            "{count} of lot {lot} {count:is|are} {place} and {wanted} {wanted:is|are} needed: count "
            "them, and move at most that.",
            count=count,
            lot=lot,
            place=Phrase(WHERE[place]),
            wanted=wanted,
            there=count,
        )


def require_likely(balance: Balance, lot: str, surplus: int) -> None:
    """Raises MoreThanEverCame when more are found, beside those that were lost, than ever came: a typing error."""
    came = balance.received + balance.transferred_in + balance.found
    if surplus > max(came, A_FEW):
        raise MoreThanEverCame(
            "{surplus} more of lot {lot} {surplus:is|are} found than the books have, and only {came} ever came here:"
            " count them, receive a box that was not scanned, or send counted_again when it is so.",
            surplus=surplus,
            lot=lot,
            came=came,
        )
