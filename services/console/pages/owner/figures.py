"""The owner's figures as rows, bars and CSV. Pure."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from chassis.export.cells import cell_of
from chassis.figures import Days

WIDEST = 100
"""Of a bar, in the units of its drawing."""
LONGEST = timedelta(days=366)
USUAL = timedelta(days=28)


@dataclass(frozen=True)
class Bar:
    """A number and the length that is drawn for it, from zero."""

    value: float | None
    length: float


@dataclass(frozen=True)
class Stock:
    """What a clinic has on its shelves, in one currency."""

    name: str
    """Empty while inventory knows only the clinic's id."""
    currency: str
    value_minor: int
    expiring: int
    used: int


def period_of(first: date | None, last: date | None, today: date) -> Days:
    """As it is given, else the last four weeks until yesterday; what is given backwards or too long is cut."""
    last = last or today - timedelta(days=1)
    first = first or last - USUAL + timedelta(days=1)
    if first > last:
        first, last = last, first
    return Days(max(first, last - LONGEST + timedelta(days=1)), last)


def bars_of(values: Sequence[float | None]) -> list[Bar]:
    """On one axis, which begins at zero and ends at the largest."""
    largest = max((value for value in values if value), default=0)
    return [Bar(value, round(WIDEST * value / largest, 2) if value and largest else 0) for value in values]


def stock_of(rows: Iterable[Mapping[str, Any]]) -> list[Stock]:
    """Of each clinic in each currency, by name; products without a price count as nothing."""
    found: dict[tuple[str, str, str], list[int]] = {}
    for each in rows:
        sums = found.setdefault((each["clinic"] or "", each["clinic_id"], each["currency"] or ""), [0, 0, 0])
        for place, name in enumerate(("value_minor", "expiring", "used")):
            sums[place] += each[name] or 0
    return [Stock(name, currency, *sums) for (name, _, currency), sums in sorted(found.items())]


def csv_of(titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """With a byte order mark, so that spreadsheets read the letters; text is never a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(titles)
    writer.writerows([[cell_of(value) for value in row] for row in rows])
    return "\ufeff" + out.getvalue()
