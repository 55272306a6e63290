"""Cartridges that are recalled by serial number: where each is, and how many of them are where."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from chassis.refusals import Phrase
from services.inventory.domain.places import Place
from services.inventory.domain.recall_checks import nearest
from services.inventory.domain.refusals import SerialsUnconfirmed


@dataclass(frozen=True)
class Whereabouts:
    """A recalled serial number, as the books have it."""

    serial: str
    clinic_id: UUID | None
    """Where it is, or was opened; None: it was never received under this number."""
    place: Place | None
    """Where it is, or that it was used or discarded; None: neither came nor was opened under this number."""


@dataclass(frozen=True)
class CountsAt:
    """How many of the recalled cartridges of a recall are where, in the books of one clinic.

    The fields have the names of a lot's balance, so that both kinds of recall have one sheet.
    """

    of_clinic: UUID
    clinic: str | None
    gtin: str
    lot: str
    places: Counter[Place]
    unaccounted: int = 0
    """Used or discarded there, and never received."""
    reserved: int = 0
    transferred_in: int = 0
    transferred_out: int = 0
    found: int = 0

    @property
    def clinic_id(self) -> UUID:
        """The clinic, which has something to look for."""
        return self.of_clinic

    @property
    def received(self) -> int:
        """All that are in the clinic's books now."""
        return self.places.total()

    @property
    def on_hand(self) -> int:
        """On the shelf: nobody has put it aside."""
        return sum(count for place, count in self.places.items() if place not in _APART)

    @property
    def quarantine(self) -> int:
        """Put aside."""
        return self.places[Place.QUARANTINE]

    @property
    def in_transit(self) -> int:
        """On the way to another clinic."""
        return self.places[Place.IN_TRANSIT]

    @property
    def used(self) -> int:
        """Used on patients."""
        return self.places[Place.USED]

    @property
    def returned(self) -> int:
        """Sent back to the supplier."""
        return self.places[Place.RETURNED]

    @property
    def discarded(self) -> int:
        """Thrown away."""
        return self.places[Place.DISCARDED]

    @property
    def lost(self) -> int:
        """Not found by a count."""
        return self.places[Place.LOST]


_APART = frozenset({Place.QUARANTINE, Place.IN_TRANSIT, Place.USED, Place.RETURNED, Place.DISCARDED, Place.LOST})


def counted(found: Iterable[Whereabouts]) -> dict[UUID, Counter[Place]]:
    """How many are where, by clinic."""
    counts: dict[UUID, Counter[Place]] = {}
    for each in found:
        if each.clinic_id is not None and each.place is not None:
            counts.setdefault(each.clinic_id, Counter())[each.place] += 1
    return counts


def require_known(lot: str, serials: Iterable[str], known: Iterable[str], confirmed: Iterable[str]) -> None:
    """Raises SerialsUnconfirmed when a number never came and nobody says that it is written as the notice has it."""
    numbers = set(known)
    strange = sorted(set(serials) - numbers - set(confirmed))
    if not strange:
        return
    listed = [{"lot": lot, "serial": each, "nearest": nearest(each, numbers)} for each in strange]
    near = list(listed[0]["nearest"])
    meant = "Was one of these meant: {near}?" if near[1:] else "Was {near} meant?"
    first = "Cartridge {serial}" if len(strange) == 1 else "{count} {count:cartridge|cartridges}, {serial} first,"
    raise SerialsUnconfirmed(
        "{first} of lot {lot} never came under its number. {meant} Compare it with the notice, letter by letter; if it"
        " is right, send it once more as confirmed: every clinic that had the lot then looks for it.",
        first=Phrase(first, {"serial": strange[0], "count": len(strange)}),
        meant=Phrase(meant, {"near": near}) if near else Phrase("No number that came is like it."),
        lot=lot,
        serials=listed,
    )
