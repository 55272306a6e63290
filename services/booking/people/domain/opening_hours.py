"""When a clinic is open."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from chassis.local_time import local_day, moment_of
from chassis.refusals import Phrase


@dataclass(frozen=True)
class OpenHours:
    """One stretch of a weekday during which the clinic is open. A lunch break makes two of them."""

    weekday: int
    """0 is Monday, 6 is Sunday."""
    opens: time
    """Local."""
    closes: time
    """Local, after ``opens``."""


@dataclass(frozen=True)
class OpeningHours:
    """When a clinic is open: the same every week, but for the days on which it is closed."""

    weekly: Sequence[OpenHours]
    closed_on: frozenset[date] = field(default_factory=frozenset)
    """Local days, such as public holidays."""


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of time in UTC, its end excluded."""

    start: datetime
    end: datetime

    def holds(self, other: "Span") -> bool:
        """True when all of ``other`` lies within."""
        return self.start <= other.start and other.end <= self.end


def overlapping_hours(hours: Sequence[OpenHours]) -> tuple[OpenHours, OpenHours] | None:
    """Two stretches that contradict each other, or None."""
    ordered = sorted(hours, key=lambda one: (one.weekday, one.opens))
    for earlier, later in pairwise(ordered):
        if earlier.weekday == later.weekday and later.opens < earlier.closes:
            return earlier, later
    return None


def hours_on(hours: OpeningHours, day: date) -> list[OpenHours]:
    """The stretches of one local date, in order; none when the clinic is closed.

    Every question about a date is answered from here: slots, bookings, moves and follow-ups all ask it.
    """
    if day in hours.closed_on:
        return []
    return sorted((one for one in hours.weekly if one.weekday == day.weekday()), key=lambda one: one.opens)


def open_spans(hours: OpeningHours, zone: ZoneInfo, first: date, last: date) -> list[Span]:
    """When the clinic is open on the local days from ``first`` to ``last``, both included, in order.

    Each day's hours are turned into UTC with that day's own offset, so 09:00 stays 09:00 across a change of clocks.
    """
    spans = []
    day = first
    while day <= last:
        for one in hours_on(hours, day):
            span = Span(moment_of(day, one.opens, zone), moment_of(day, one.closes, zone))
            if span.start < span.end:
                spans.append(span)
        day += timedelta(days=1)
    return _joined(sorted(spans))


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Stretches that touch, made one: open 09:00–13:00 and 13:00–18:00 is open 09:00–18:00."""
    joined: list[Span] = []
    for span in spans:
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(span.end, joined[-1].end))
        else:
            joined.append(span)
    return joined


def is_open(hours: OpeningHours, zone: ZoneInfo, wanted: Span) -> bool:
    """True when one stretch of open hours holds all of ``wanted``."""
    day = local_day(wanted.start, zone)
    return any(span.holds(wanted) for span in open_spans(hours, zone, day, day))


def hours_of_day(hours: OpeningHours, day: date) -> Phrase | list[str]:
    """Each stretch as a front desk writes it, ``09:00–13:00``; or that the clinic is closed."""
    return [f"{one.opens:%H:%M}–{one.closes:%H:%M}" for one in hours_on(hours, day)] or Phrase("closed")
