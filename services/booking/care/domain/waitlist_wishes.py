"""Whether a practitioner whom somebody waits for is there in what is left of a wished period. Pure.

Absent is who is on leave, who has no shift, or who may not do what is wanted, on all of its days. A day on which the
clinic is not open, or not at a time of day that was wished, says nothing of anybody.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chassis.local_time import local_day, start_of_day
from services.booking.care.domain.permissions import Asked, may_do
from services.booking.care.domain.waitlist import WaitWish
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import Span, open_spans
from services.booking.people.domain.practitioners import Practitioner
from services.booking.people.domain.shifts import without, working_spans


@dataclass(frozen=True)
class Awaited:
    """Whom somebody waits for, and what for."""

    practitioner: Practitioner
    away: Sequence[Span]
    """When they are on leave, and after they have left."""
    asked: Asked


def there_until(
    wish: WaitWish, awaited: Awaited, places: Iterable[Place], now: datetime, ends: datetime
) -> datetime | None:
    """The end (UTC) of the last day on which they may be there; None: there is none, though a clinic is open.

    ``ends``, the end of the period, when nothing is missed: they are there on the last day that one of their clinics is
    open, or none is.
    """
    theirs = [place for place in places if place.clinic_id in awaited.practitioner.clinics]
    if not theirs:
        return None
    last_days = [_last_days(wish, awaited, place, now) for place in theirs]
    there = max((day for day, _ in last_days if day is not None), default=None)
    is_open = max((day for _, day in last_days if day is not None), default=None)
    return ends if there == is_open else there


def _last_days(
    wish: WaitWish, awaited: Awaited, place: Place, now: datetime
) -> tuple[datetime | None, datetime | None]:
    """The ends (UTC) of the last day on which they are there, and of the last one on which the clinic is open."""
    is_open: datetime | None = None
    for day in _days_back(wish, place, now):
        if not _suits(wish, open_spans(place.hours, place.zone, day, day), place, now):
            continue
        ends = start_of_day(day + timedelta(days=1), place.zone)
        is_open = is_open or ends
        if not may_do(awaited.practitioner, awaited.asked.modality, awaited.asked.depth_mm, day):
            continue
        if _suits(wish, without(working_spans(awaited.practitioner.roster, place, day, day), awaited.away), place, now):
            return ends, is_open
    return None, is_open


def _days_back(wish: WaitWish, place: Place, now: datetime) -> Iterator[date]:
    day, first = wish.last_day, max(wish.first_day, local_day(now, place.zone))
    while day >= first:
        if not wish.weekdays or day.weekday() in wish.weekdays:
            yield day
        day -= timedelta(days=1)


def _suits(wish: WaitWish, spans: Iterable[Span], place: Place, now: datetime) -> bool:
    """Whether any of these lies ahead, and at a time of day at which an appointment may start."""
    for span in spans:
        starts, ends = span.start.astimezone(place.zone), span.end.astimezone(place.zone)
        too_late = wish.latest is not None and starts.time() > wish.latest
        too_early = wish.earliest is not None and ends.date() == starts.date() and ends.time() <= wish.earliest
        if span.end > now and not too_late and not too_early:
            return True
    return False
