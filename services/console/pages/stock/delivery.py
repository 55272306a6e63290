"""A delivery that is being scanned, with what inventory says of each box. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.console.domain.scan_lists import ScanList, ScannedLine
from services.console.pages.lists import Said

_UNTRIED = ("gtin", "product", "lot", "expires_on", "serial", "quantity")
"""What is not known of a box while inventory cannot try it."""


@dataclass(frozen=True)
class Box:
    """One line of a delivery that is being scanned."""

    line: ScannedLine
    said: Said
    questions: Sequence[str]


@dataclass(frozen=True)
class Delivery:
    """What was scanned so far."""

    boxes: Sequence[Box]
    """The last one first."""
    cartridges: int
    by_product: Mapping[str, int]
    questions: Sequence[Said]
    """What has to be accepted, each doubt once."""
    wrong: int
    """Boxes that cannot be received any more."""


def delivery_of(found: ScanList, tried: Said | None) -> Delivery:
    """The lines with what inventory says of each."""
    items = tried["items"] if tried else [dict.fromkeys(_UNTRIED) | {"problems": []} for _ in found.lines]
    questions = [*tried["questions"], *tried.get("further_questions", [])] if tried else []
    about = [[each["sentence"] for each in questions if each["item"] == at] for at in range(len(found.lines))]
    boxes = [Box(*each) for each in zip(found.lines, items, about, strict=True)]
    sums: Counter[str] = Counter()
    for item in items:
        sums[str(item["product"] or item["gtin"])] += item["quantity"] or 0
    return Delivery(
        boxes=boxes[::-1],
        cartridges=sum(sums.values()),
        by_product=+sums,
        questions=list({each["doubt"]: each for each in questions}.values()),
        wrong=sum(bool(item["problems"]) for item in items),
    )
