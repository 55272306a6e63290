"""For how long practitioners, rooms and devices could have been booked, by local week. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from chassis.local_time import local_day
from services.booking.calendar.domain.rooms import Capacity, capacity_on
from services.booking.calendar.domain.unavailabilities import ResourceKind
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import Span, open_spans
from services.booking.people.domain.shifts import Roster, working_spans

Minutes = Mapping[date, int]
"""By the Monday with which a local week begins."""


@dataclass(frozen=True)
class Bookable:
    """A practitioner, a room or a device, at one clinic."""

    kind: ResourceKind
    id: UUID
    name: str
    away: Sequence[Span] = ()
    """On leave, in repair, gone: in order, and apart."""
    roster: Roster | None = None
    """Of a practitioner with shifts; None: the clinic's hours."""
    capacities: Sequence[Capacity] = field(default=())
    """Of a room that takes several at once."""


def week_of(day: date) -> date:
    """Its Monday."""
    return day - timedelta(days=day.weekday())


def opened_minutes(place: Place, each: Bookable, opened: Sequence[Span], first: date, last: date) -> Minutes:
    """For how long it could have been booked on local days, both included.

    ``opened`` is when the clinic is open on them. A practitioner with shifts counts while both they and the clinic
    are there, a room as often as it has chairs, and nothing counts while it is unavailable.
    """
    spans: Iterable[Span] = opened
    if each.roster is not None:
        spans = _both(opened, working_spans(each.roster, place, first, last))
    found: defaultdict[date, int] = defaultdict(int)
    for span in _outside(spans, each.away):
        day = local_day(span.start, place.zone)
        chairs = capacity_on(each.capacities, day) if each.capacities else 1
        found[week_of(day)] += chairs * _minutes(span)
    return found


def opened_between(place: Place, first: date, last: date) -> list[Span]:
    """When a clinic is open on local days, both included, each day by itself."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [span for day in days for span in open_spans(place.hours, place.zone, day, day)]


def _minutes(span: Span) -> int:
    return int((span.end - span.start) / timedelta(minutes=1))


def _both(ones: Sequence[Span], others: Sequence[Span]) -> Iterator[Span]:
    """While one of either is: both are in order, and apart."""
    number = 0
    for one in ones:
        while number < len(others) and others[number].end <= one.start:
            number += 1
        for other in others[number:]:
            if other.start >= one.end:
                break
            yield Span(max(one.start, other.start), min(one.end, other.end))


def _outside(spans: Iterable[Span], away: Sequence[Span]) -> Iterator[Span]:
    """What of ``spans`` is left outside of ``away``, which is in order, and apart."""
    for span in spans:
        start = span.start
        for gone in away:
            if gone.start >= span.end:
                break
            if gone.end > start:
                if gone.start > start:
                    yield Span(start, gone.start)
                start = max(start, gone.end)
        if start < span.end:
            yield Span(start, span.end)
