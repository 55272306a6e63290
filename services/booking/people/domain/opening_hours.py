"""When a clinic is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from chassis.local_time import MINUTES_A_DAY, local_day, moment_of, start_of_day
from chassis.refusals import Phrase
from services.booking.people.domain.holidays import NO_HOLIDAYS, Holidays


@dataclass(frozen=True)
class OpenHours:
    """One stretch of a weekday during which the clinic is open. A lunch break makes two of them."""

    weekday: int
    """0 is Monday, 6 is Sunday."""
    opens: time
    """Local."""
    closes: time
    """Local, after ``opens``; 00:00 is midnight at the end of the day."""

    @property
    def until(self) -> int:
        """Minutes after midnight at which it ends, at most 24 hours."""
        return (self.closes.hour * 60 + self.closes.minute) or MINUTES_A_DAY


@dataclass(frozen=True)
class Week:
    """Weekly hours that hold from a local day on, until the next that begin."""

    begins_on: date
    hours: Sequence[OpenHours]


@dataclass(frozen=True)
class OpeningHours:
    """When a clinic is open: the same every week, but for special days and public holidays."""

    weekly: Sequence[OpenHours]
    """Until the first of ``later`` begins."""
    closed_on: frozenset[date] = field(default_factory=frozenset)
    """Local days."""
    later: Sequence[Week] = ()
    special: Mapping[date, Sequence[OpenHours]] = field(default_factory=dict)
    """Local days with other hours than the weekly ones."""
    holidays: Holidays = NO_HOLIDAYS
    closed_from: date | None = None
    """The first local day on which the clinic is closed for good; None: it stays."""

    def is_over(self, day: date) -> bool:
        """True when the clinic is closed for good on a local day."""
        return self.closed_from is not None and day >= self.closed_from

    def week_on(self, day: date) -> Sequence[OpenHours]:
        """The weekly hours in force on a day."""
        begun = [week for week in self.later if week.begins_on <= day]
        return max(begun, key=lambda week: week.begins_on).hours if begun else self.weekly


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
        if earlier.weekday == later.weekday and later.opens.hour * 60 + later.opens.minute < earlier.until:
            return earlier, later
    return None


def hours_on(hours: OpeningHours, day: date) -> list[OpenHours]:
    """The stretches of one local date, in order; none when the clinic is closed.

    Every question about a date is answered from here: slots, bookings, moves and follow-ups all ask it.
    """
    if day in hours.closed_on or hours.is_over(day):
        return []
    if day in hours.special:
        return sorted(hours.special[day], key=lambda one: one.opens)
    if hours.holidays.closes(day):
        return []
    return sorted((one for one in hours.week_on(day) if one.weekday == day.weekday()), key=lambda one: one.opens)


def closed_days(hours: OpeningHours, first: date, last: date) -> list[date]:
    """The local days of a stretch, both ends included, on which only a closure or a holiday keeps the clinic closed.

    That a clinic is closed for good is none: what waits there is due all the same, on the days of its last week.
    """
    hours = replace(hours, closed_from=None)
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    usual = {day: any(one.weekday == day.weekday() for one in hours.week_on(day)) for day in days}
    return [day for day in days if usual[day] and not hours_on(hours, day)]


def open_spans(hours: OpeningHours, zone: ZoneInfo, first: date, last: date) -> list[Span]:
    """When the clinic is open on the local days from ``first`` to ``last``, both included, in order.

    Each day's hours are turned into UTC with that day's own offset, so 09:00 stays 09:00 across a change of clocks.
    """
    spans = []
    day = first
    while day <= last:
        for one in hours_on(hours, day):
            span = Span(moment_of(day, one.opens, zone), _end_of(day, one, zone))
            if span.start < span.end:
                spans.append(span)
        day += timedelta(days=1)
    return joined(sorted(spans))


def _end_of(day: date, one: OpenHours, zone: ZoneInfo) -> datetime:
    ends_at_midnight = one.closes == time.min
    return start_of_day(day + timedelta(days=1), zone) if ends_at_midnight else moment_of(day, one.closes, zone)


def joined(spans: Sequence[Span]) -> list[Span]:
    """Stretches that touch, made one: open 09:00–13:00 and 13:00–18:00 is open 09:00–18:00."""
    whole: list[Span] = []
    for span in spans:
        if whole and span.start <= whole[-1].end:
            whole[-1] = Span(whole[-1].start, max(span.end, whole[-1].end))
        else:
            whole.append(span)
    return whole


def is_open(hours: OpeningHours, zone: ZoneInfo, wanted: Span) -> bool:
    """True when one stretch of open hours holds all of ``wanted``; two that meet at midnight are one."""
    first, last = local_day(wanted.start, zone), local_day(wanted.end, zone)
    return any(span.holds(wanted) for span in open_spans(hours, zone, first, last))


def hours_of_day(hours: OpeningHours, day: date) -> Phrase | list[str]:
    """Each stretch as a front desk writes it, ``09:00–13:00``; or that the clinic is closed."""
    return [f"{one.opens:%H:%M}–{one.until // 60:02}:{one.until % 60:02}" for one in hours_on(hours, day)] or Phrase(
        "closed"
    )
