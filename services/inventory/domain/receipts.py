"""What is wrong with a delivery, label by label. An empty answer means that all of it may be received."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from chassis.refusals import Phrase
from services.inventory.domain.expiries import usable_on
from services.inventory.domain.places import WHERE, Place
from services.inventory.domain.serials import PUT_AWAY


@dataclass(frozen=True, slots=True)
class Labelled:
    """Cartridges that carry one label."""

    gtin: str
    lot: str
    expires_on: date
    serial: str | None
    quantity: int
    made_on: date | None = None
    counted: int | None = None
    """How many the label of a box says there are."""
    typed: bool = False
    package: tuple[str, str] | None = None
    """GTIN and serial of a numbered box or case: the units inside have numbers of their own."""

    def unpacked(self, product: str, units: int, packages: int) -> "Labelled":
        """What is in so many packages that carry this label, with so many units in each."""
        inside = packages * units
        counted = None if self.counted is None else packages * self.counted
        package = None if self.serial is None else (self.gtin, self.serial)
        return replace(self, gtin=product, serial=None, quantity=inside, counted=counted, package=package)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the products, lots and serial numbers of a delivery before it is received."""

    products: frozenset[str]
    retired: frozenset[str]
    """GTINs of products of which nothing is received any longer."""
    expiries: Mapping[tuple[str, str], date]
    """By (gtin, lot)."""
    recalled: frozenset[tuple[str, str]]
    """(gtin, lot) of lots that are recalled whole."""
    recalled_serials: frozenset[tuple[str, str]]
    """(gtin, serial) of cartridges that are recalled by their numbers."""
    serials: Mapping[tuple[str, str], "ReceivedBefore"]
    """By (gtin, serial)."""


@dataclass(frozen=True, slots=True)
class ReceivedBefore:
    """A number that was received, as the books have it now."""

    opened_in: UUID | None
    """The session that opened it; None: nobody did."""
    place: Place
    elsewhere: str | None
    """The name of the other clinic at which it is; None: it is at this one."""


def there_to_take_back(quantity: int, numbered_here: int, numbered: int, plain_on_shelf: int) -> int:
    """How many cartridges of ``quantity`` that a receipt brought of a lot can be taken back.

    All that it brought by number and that are unopened and here (``numbered_here`` of ``numbered``), and of the others
    as many as there are cartridges without a number on the shelf.
    """
    return numbered_here + min(quantity - numbered, max(plain_on_shelf, 0))


def contradictions(labels: Mapping[int, Labelled], expiries: Mapping[tuple[str, str], date]) -> dict[int, list[Phrase]]:
    """Labels whose expiry is not the one that is known for their lot, by item; ``expiries`` by (gtin, lot)."""
    return {
        number: [_contradiction(label, expiries[label.gtin, label.lot])]
        for number, label in labels.items()
        if expiries.get((label.gtin, label.lot), label.expires_on) != label.expires_on
    }


def problems_of(labels: Mapping[int, Labelled], today: date, known: Known) -> dict[int, list[Phrase]]:
    """Every problem of a delivery, by item as ``labels`` is; ``today`` is the clinic's local day."""
    problems: defaultdict[int, list[Phrase]] = defaultdict(list, contradictions(labels, known.expiries))
    first_expiry: dict[tuple[str, str], date] = {}
    times = Counter((label.gtin, label.serial) for label in labels.values() if label.serial is not None)
    boxes = Counter(label.package for label in labels.values() if label.package is not None)
    for number, label in labels.items():
        problems[number] += _problems_alone(label, today, known)
        printed = first_expiry.setdefault((label.gtin, label.lot), label.expires_on)
        if printed != label.expires_on and (label.gtin, label.lot) not in known.expiries:
            problems[number].append(_contradiction(label, printed))
        if label.serial is not None and times[label.gtin, label.serial] > 1:
            problems[number].append(
                Phrase(
                    "Cartridge {serial} is in this delivery twice: scan each cartridge once.", {"serial": label.serial}
                )
            )
        if label.package is not None and boxes[label.package] > 1:
            problems[number].append(
                Phrase(
                    "Package {package} is in this delivery twice: scan each package once.",
                    {"package": label.package[1]},
                )
            )
    return {number: found for number, found in problems.items() if found}


def _problems_alone(label: Labelled, today: date, known: Known) -> list[Phrase]:
    found: list[Phrase] = []
    if label.gtin not in known.products:
        found.append(
            Phrase(
                "Product {gtin} is not in the catalogue: have it added there, then receive it.", {"gtin": label.gtin}
            )
        )
    if label.gtin in known.retired:
        found.append(
            Phrase(
                "Product {gtin} is retired: send it back, or have it reinstated in the catalogue.", {"gtin": label.gtin}
            )
        )
    if not usable_on(label.expires_on, today):
        found.append(
            Phrase(
                "Lot {lot} expired on {expires_on}: send it back, it must not be used.",
                {"lot": label.lot, "expires_on": label.expires_on},
            )
        )
    if (label.gtin, label.lot) in known.recalled:
        found.append(
            Phrase(
                "Lot {lot} is recalled: do not put it on the shelf, return it as the recall says.", {"lot": label.lot}
            )
        )
    if label.counted is not None and label.counted != label.quantity:
        found.append(
            Phrase(
                "The label says that there are {counted}, and quantity is {quantity}: count them, and leave"
                " quantity out or scan the label of one cartridge.",
                {"counted": label.counted, "quantity": label.quantity},
            )
        )
    if label.serial is not None:
        found += _problems_of_serial(label, label.serial, known)
    return found


def _problems_of_serial(label: Labelled, serial: str, known: Known) -> list[Phrase]:
    found: list[Phrase] = []
    if label.quantity != 1:
        found.append(
            Phrase(
                "Cartridge {serial} has a serial number, so there is one of it: send quantity 1, scan the others.",
                {"serial": serial},
            )
        )
    if (label.gtin, serial) in known.recalled_serials:
        found.append(
            Phrase(
                "Cartridge {serial} is recalled: do not put it on the shelf, return it as the recall says.",
                {"serial": serial},
            )
        )
    if (label.gtin, serial) in known.serials:
        found.append(_cannot_arrive(serial, known.serials[label.gtin, serial]))
    return found


def _cannot_arrive(serial: str, before: ReceivedBefore) -> Phrase:
    if before.opened_in is not None:
        what = Phrase("was opened in session {session}", {"session": before.opened_in})
    elif before.place in PUT_AWAY or before.elsewhere is not None:
        return _is_elsewhere(serial, before)
    else:
        what = Phrase("was received already")
    sentence = "Cartridge {serial} {what}: it cannot arrive again. Take it off this delivery."
    return Phrase(sentence, {"serial": serial, "what": what})


def _is_elsewhere(serial: str, before: ReceivedBefore) -> Phrase:
    """It came before, and has not to be received but moved, or its last movement taken back."""
    values = {"serial": serial, "now": Phrase(WHERE[before.place]), "clinic": before.elsewhere}
    if before.elsewhere is None:
        return Phrase(
            "Cartridge {serial} was received already, and is {now} by the books: if it is here again, take it off this"
            " delivery and take that movement back.",
            values,
        )
    return Phrase(
        "Cartridge {serial} was received already, and is {now} at {clinic} by the books: take it off this delivery, and"
        " have it sent from there; if it came to this clinic, have what was entered there taken back.",
        values,
    )


def _contradiction(label: Labelled, known: date) -> Phrase:
    return Phrase(
        "Lot {lot} says it expires on {expires_on}, but {known} is known for this lot: compare the labels, and"
        " ask the manufacturer before any is used. If the books are wrong, have the dates of the lot corrected.",
        {"lot": label.lot, "expires_on": label.expires_on, "known": known},
    )
