"""What is unusual about a delivery that may be received all the same, once a person has said so. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from chassis.refusals import Phrase
from services.inventory.domain.purchase_orders import OrderLine, ordered_units
from services.inventory.domain.receipts import Labelled


class Doubt(StrEnum):
    """What is unusual about a delivery."""

    NOT_ORDERED = "not_ordered"
    """A product that is not on the order: the wrong box, or an extra one."""
    OVER_DELIVERED = "over_delivered"
    """More of a product than was ordered."""
    SHORT_DATED = "short_dated"
    """A lot that can be used for fewer days than the chain wants."""
    NOTE_KNOWN = "note_known"
    """Something was received under this delivery note already."""
    WRITTEN_ALIKE = "written_alike"
    """A lot or number that differs from one that is known only in capital and small letters."""
    VERY_MANY = "very_many"
    """So many of a product at once, without an order, that the number may be a typing error."""


FURTHER = frozenset({Doubt.WRITTEN_ALIKE, Doubt.VERY_MANY})
"""What was not asked about from the beginning: answers have it in places of its own."""
VERY_MANY = 2_000
"""Cartridges of one product, which last a clinic that uses eight a day for a year. Policy."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something unusual, and the sentence that asks about it."""

    doubt: Doubt
    item: int | None
    """Counted from 0; None: the delivery note."""
    asks: Phrase


@dataclass(frozen=True, slots=True)
class Awaited:
    """An order that a delivery is received against."""

    number: str
    lines: Sequence[OrderLine]
    received: Mapping[str, int]
    """Single units that arrived before, by product."""


def questions_about_order(labels: Mapping[int, Labelled], order: Awaited) -> list[Question]:
    """Products that are not on the order, and those of which more came than was ordered; each once."""
    ordered = ordered_units(order.lines)
    arrived: Counter[str] = Counter()
    for label in labels.values():
        arrived[label.gtin] += label.quantity
    found = []
    for number, gtin in _first_of_each(labels):
        if gtin not in ordered:
            asks = Phrase(
                "Product {gtin} is not on {number}: put the box aside, or accept it as an extra one.",
                {"gtin": gtin, "number": order.number},
            )
            found.append(Question(Doubt.NOT_ORDERED, number, asks))
        elif (over := order.received.get(gtin, 0) + arrived[gtin] - ordered[gtin]) > 0:
            asks = Phrase(
                "{over} more of {gtin} than the {ordered} that {number} orders: count them, and keep or return"
                " what is too much.",
                {"over": over, "gtin": gtin, "ordered": ordered[gtin], "number": order.number},
            )
            found.append(Question(Doubt.OVER_DELIVERED, number, asks))
    return found


def questions_about_numbers(labels: Mapping[int, Labelled]) -> list[Question]:
    """Products of which more than `VERY_MANY` cartridges come without an order that says so; each once."""
    arrived: Counter[str] = Counter()
    for label in labels.values():
        arrived[label.gtin] += label.quantity
    return [
        Question(
            Doubt.VERY_MANY,
            number,
            Phrase(
                "{arrived} cartridges of {gtin} are very many for one delivery: check the quantity, or accept it when"
                " that many came.",
                {"arrived": arrived[gtin], "gtin": gtin},
            ),
        )
        for number, gtin in _first_of_each(labels)
        if arrived[gtin] > VERY_MANY
    ]


def questions_about_dates(
    labels: Mapping[int, Labelled], today: date, least_days: Mapping[str, int | None]
) -> list[Question]:
    """Lots that have fewer days left, the clinic's day ``today`` included, than is wanted of their product."""
    found = []
    asked: set[tuple[str, str]] = set()
    for number, label in sorted(labels.items()):
        least = least_days.get(label.gtin)
        left = (label.expires_on - today).days + 1
        if least is None or left >= least or (label.gtin, label.lot) in asked:
            continue
        asked.add((label.gtin, label.lot))
        asks = Phrase(
            "Lot {lot} can be used until {expires_on}, for {left} {left:day|days}; {least} "
            "{least:is|are} wanted: return it, or accept"
            " it when it is used up in time.",
            {"lot": label.lot, "expires_on": label.expires_on, "left": left, "least": least},
        )
        found.append(Question(Doubt.SHORT_DATED, number, asks))
    return found


def questions_about_letters(
    labels: Mapping[int, Labelled], lots: Mapping[tuple[str, str], str], numbers: Mapping[tuple[str, str], str]
) -> list[Question]:
    """Lots and numbers, by GTIN and as the label has them, that are known with other capital and small letters."""
    found = []
    asked: set[tuple[str, str]] = set()
    for number, label in sorted(labels.items()):
        this = (label.gtin, label.lot)
        if this in lots and this not in asked:
            asked.add(this)
            asks = Phrase(
                "Lot {lot} differs from the known lot {other} only in capital and small letters: compare the label and"
                " turn Caps Lock off, or accept it when these are two.",
                {"lot": label.lot, "other": lots[this]},
            )
            found.append(Question(Doubt.WRITTEN_ALIKE, number, asks))
        if label.serial is not None and (label.gtin, label.serial) in numbers:
            asks = Phrase(
                "Number {serial} differs from the known number {other} only in capital and small letters: compare the"
                " label and turn Caps Lock off, or accept it when these are two.",
                {"serial": label.serial, "other": numbers[label.gtin, label.serial]},
            )
            found.append(Question(Doubt.WRITTEN_ALIKE, number, asks))
    return found


def question_about_note(note: str, before: date | None) -> list[Question]:
    """Whether something was received under the note already; ``before`` is the day, None: nothing was."""
    if before is None:
        return []
    asks = Phrase(
        "Delivery note {note} was received on {before}: if this is the same box, do not receive it again; if it"
        " is a further one, accept it.",
        {"note": note, "before": before},
    )
    return [Question(Doubt.NOTE_KNOWN, None, asks)]


def unanswered(questions: Iterable[Question], accepts: Iterable[Doubt]) -> list[Question]:
    """The questions that nobody has answered."""
    answered = set(accepts)
    return [question for question in questions if question.doubt not in answered]


def _first_of_each(labels: Mapping[int, Labelled]) -> list[tuple[int, str]]:
    first: dict[str, int] = {}
    for number, label in sorted(labels.items()):
        first.setdefault(label.gtin, number)
    return [(number, gtin) for gtin, number in first.items()]
