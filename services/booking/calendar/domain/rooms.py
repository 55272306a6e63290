"""How many appointments a room takes at once: one, or as many as are stated from a day on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from chassis.local_time import local_day
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import Span

MOST = 20
"""Chairs of one room; a bound, not a policy."""
SINCE_EVER = date.min
"""The day from which a room's first capacity holds."""


@dataclass(frozen=True, order=True)
class Capacity:
    """So many appointments at once, from a local day on until the next capacity begins."""

    begins_on: date
    at_once: int


def capacity_on(capacities: Iterable[Capacity], day: date) -> int:
    """The capacity in force on a local day; 1 where none is stated."""
    begun = max((each for each in capacities if each.begins_on <= day), default=None)
    return begun.at_once if begun else 1


def capacity_during(capacities: Sequence[Capacity], span: Span, place: Place) -> int:
    """The least of the capacities of the local days on which ``span`` lies."""
    day, last = (local_day(each, place.zone) for each in (span.start, span.end - timedelta(microseconds=1)))
    found = capacity_on(capacities, day)
    while (day := day + timedelta(days=1)) <= last:
        found = min(found, capacity_on(capacities, day))
    return found
