"""What is unusual about a delivery that may be received all the same, once a person has said so. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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


@dataclass(frozen=True, slots=True)
class Question:
    """Something unusual, and the sentence that asks for it."""

    doubt: Doubt
    item: int | None
    """Counted from 0; None: the delivery note."""
    sentence: str


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
            sentence = f"Product {gtin} is not on {order.number}: put the box aside, or accept it as an extra one."
            found.append(Question(Doubt.NOT_ORDERED, number, sentence))
        elif (over := order.received.get(gtin, 0) + arrived[gtin] - ordered[gtin]) > 0:
            sentence = (
                f"{over} more of {gtin} than the {ordered[gtin]} that {order.number} orders: count them, and keep or"
                " return what is too much."
            )
            found.append(Question(Doubt.OVER_DELIVERED, number, sentence))
    return found


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
        sentence = (
            f"Lot {label.lot} can be used until {label.expires_on}, for {left} days; {least} are wanted: return it, or"
            " accept it when it is used up in time."
        )
        found.append(Question(Doubt.SHORT_DATED, number, sentence))
    return found


def question_about_note(note: str, before: date | None) -> list[Question]:
    """Whether something was received under the note already; ``before`` is the day, None: nothing was."""
    if before is None:
        return []
    sentence = (
        f"Delivery note {note} was received on {before}: if this is the same box, do not receive it again; if it is a"
        " further one, accept it."
    )
    return [Question(Doubt.NOTE_KNOWN, None, sentence)]


def unanswered(questions: Iterable[Question], accepts: Iterable[Doubt]) -> list[Question]:
    """The questions that nobody has answered."""
    answered = set(accepts)
    return [question for question in questions if question.doubt not in answered]


def _first_of_each(labels: Mapping[int, Labelled]) -> list[tuple[int, str]]:
    first: dict[str, int] = {}
    for number, label in sorted(labels.items()):
        first.setdefault(label.gtin, number)
    return [(number, gtin) for gtin, number in first.items()]
