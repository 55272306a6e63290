"""A clinic's stock of a product day by day: what lay on the shelf, and what booked sessions will take. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Moved:
    """What moved on one day, cartridges."""

    entered: int = 0
    """Came onto the shelf."""
    left: int = 0
    """Left it, whatever for."""
    used: int = 0
    """Used on patients; part of ``left``."""


@dataclass(frozen=True, slots=True)
class StockDay:
    """One local day of a clinic."""

    day: date
    moved: Moved
    on_shelf: int
    """At the end of the day. From today on, what is left if nothing is delivered; below zero: so many are lacking."""
    booked: int
    """What sessions that are booked on this day still need; 0 for days that are over."""


def series(
    first: date, last: date, *, today: date, on_shelf: int, moved: Mapping[date, Moved], booked: Mapping[date, int]
) -> list[StockDay]:
    """The days from ``first`` to ``last``. ``on_shelf`` is what lies there now; ``moved`` reaches until today.

    The past is counted backwards from now, so it agrees with the books; the future is what booked sessions leave.
    """
    found = []
    left = on_shelf
    for day in _days(today, first, step=-1):
        if day <= last:
            found.append(StockDay(day, moved.get(day, Moved()), left, 0))
        here = moved.get(day, Moved())
        left += here.left - here.entered
    found.reverse()
    found = [each for each in found if each.day < today]
    left = on_shelf
    for day in _days(today, last):
        left -= booked.get(day, 0)
        if day >= first:
            found.append(StockDay(day, moved.get(day, Moved()), left, booked.get(day, 0)))
    return found


def _days(start: date, end: date, step: int = 1) -> list[date]:
    return [start + timedelta(days=step * count) for count in range((end - start).days * step + 1)]
