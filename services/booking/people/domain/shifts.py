"""When a practitioner works where. Of the shifts that cover a day at a clinic, the one that began last counts.

So one day within a rota, or a summer's rota within the usual one, is a shift of its own, after which the usual one
goes on. Without any, a practitioner works in the opening hours of their own clinic, unless they are elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import OpenHours, OpeningHours, Span, joined, open_spans

_LONGEST_ZONE_GAP = timedelta(days=2)
"""Two clinics' local days can lie a day apart, and a journey longer."""


@dataclass(frozen=True)
class Shift:
    """Weekly hours of work at one clinic, from a local day until another, both included."""

    clinic_id: UUID
    zone: ZoneInfo
    """Of the clinic."""
    first_day: date
    last_day: date | None
    hours: Sequence[OpenHours]

    def covers(self, day: date) -> bool:
        """True on a day on which it is in force, with or without hours."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, eq=False)
class Roster:
    """All shifts of one practitioner. Compared by identity, so that what follows from it can be remembered."""

    home_id: UUID
    """The clinic in whose opening hours they work when nothing is entered."""
    shifts: Sequence[Shift] = ()

    @property
    def clinics(self) -> frozenset[UUID]:
        """Where they work."""
        return frozenset({self.home_id, *(shift.clinic_id for shift in self.shifts)})

    def on(self, clinic_id: UUID, day: date) -> Shift | None:
        """The shift that counts at a clinic on a local day: the last to begin; of equal ones the first to end."""
        covering = [shift for shift in self.shifts if shift.clinic_id == clinic_id and shift.covers(day)]
        return max(
            covering, key=lambda shift: (shift.first_day, -(shift.last_day or date.max).toordinal()), default=None
        )


def working_spans(roster: Roster, place: Place, first: date, last: date) -> list[Span]:
    """When somebody works at a clinic on its local days from ``first`` to ``last``, in order (UTC)."""
    entered: list[Span] = []
    unless_elsewhere: list[Span] = []
    day = first
    while day <= last:
        shift = roster.on(place.clinic_id, day)
        if shift is not None:
            entered += _hours_of(shift, day)
        elif place.clinic_id == roster.home_id:
            unless_elsewhere += open_spans(place.hours, place.zone, day, day)
        day += timedelta(days=1)
    if unless_elsewhere:
        entered += without(unless_elsewhere, _elsewhere(roster, place, first, last))
    return joined(sorted(entered))


def off_shift(roster: Roster, place: Place, day: date) -> list[Span]:
    """When the clinic is open on a local day and somebody does not work there, in order (UTC)."""
    return without(open_spans(place.hours, place.zone, day, day), working_spans(roster, place, day, day))


def works(roster: Roster, place: Place, wanted: Span) -> bool:
    """True when somebody works at the clinic for all of ``wanted``."""
    if roster.clinics == {place.clinic_id} and not roster.shifts:
        return True  # in the opening hours, within which every appointment lies
    first, last = (moment.astimezone(place.zone).date() for moment in (wanted.start, wanted.end))
    return any(span.holds(wanted) for span in working_spans(roster, place, first, last))


def _hours_of(shift: Shift, day: date) -> list[Span]:
    return open_spans(OpeningHours(shift.hours), shift.zone, day, day)


def _elsewhere(roster: Roster, place: Place, first: date, last: date) -> list[Span]:
    """Shifts at other clinics than the own one, with the journey before and after."""
    journey = timedelta(minutes=place.settings.travel_minutes)
    spans = []
    for clinic_id in roster.clinics - {place.clinic_id, roster.home_id}:
        day, end = first - _LONGEST_ZONE_GAP, last + _LONGEST_ZONE_GAP
        while day <= end:
            shift = roster.on(clinic_id, day)
            spans += [Span(each.start - journey, each.end + journey) for each in _hours_of(shift, day)] if shift else []
            day += timedelta(days=1)
    return spans


def without(spans: Sequence[Span], busy: Sequence[Span]) -> list[Span]:
    """What of ``spans`` is left outside of ``busy``."""
    left = list(spans)
    for taken in busy:
        left = [
            part
            for span in left
            for part in (Span(span.start, min(span.end, taken.start)), Span(max(span.start, taken.end), span.end))
            if part.start < part.end
        ]
    return left
