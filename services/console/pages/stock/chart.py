"""The drawing of a product's stock by day: lengths in cartridges and days, from zero. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.console.pages.lists import Said


@dataclass(frozen=True)
class Bar:
    """What was used on a day, or is needed by its booked sessions."""

    x: int
    y: int
    height: int
    foreseen: bool


@dataclass(frozen=True)
class Chart:
    """The drawing's box, in whose units everything else is: a day is one wide, a cartridge one high."""

    width: int
    height: int
    zero: int
    """Where nothing is: below it is what will be lacking."""
    stock: str
    """The corners of a stepped line, as SVG points."""
    bars: Sequence[Bar]
    today: int | None
    """Where today begins; None: it is not among the days."""


def chart_of(days: Sequence[Said], today: date) -> Chart:
    """The drawing of days as inventory says them, with ``day`` as a date."""
    highest = max((max(each["on_shelf"], each["used"], each["booked"]) for each in days), default=0)
    lowest = min((each["on_shelf"] for each in days), default=0)
    top, bottom = max(highest, 1), min(lowest, 0)
    corners: list[str] = []
    bars: list[Bar] = []
    for x, each in enumerate(days):
        y = top - each["on_shelf"]
        corners += [f"{x},{y}", f"{x + 1},{y}"]
        foreseen = each["day"] >= today and each["booked"] > 0
        count = each["booked"] if foreseen else each["used"]
        if count:
            bars.append(Bar(x, top - count, count, foreseen))
    place = next((x for x, each in enumerate(days) if each["day"] == today), None)
    return Chart(max(len(days), 1), top - bottom, top, " ".join(corners), bars, place)
