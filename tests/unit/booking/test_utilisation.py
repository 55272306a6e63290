"""For how long somebody or something could have been booked: against a clock that looks at every quarter of an hour."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from chassis.local_time import local_day, start_of_day
from services.booking.calendar.domain.rooms import Capacity, capacity_on
from services.booking.calendar.domain.unavailabilities import ResourceKind
from services.booking.calendar.domain.utilisation import Bookable, opened_between, opened_minutes, week_of
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import OpenHours, OpeningHours, Span, joined, open_spans
from services.booking.people.domain.shifts import Roster, Shift, working_spans

ZONE = ZoneInfo("Europe/Lisbon")
HERE, ELSEWHERE = UUID(int=1), UUID(int=2)
FIRST, LAST = date(2026, 10, 19), date(2026, 10, 27)
"""Over two Mondays, and the night on which Lisbon's clocks go back."""
QUARTER = timedelta(minutes=15)

stretches = st.tuples(st.integers(0, 6), st.integers(0, 90), st.integers(1, 40)).map(
    lambda each: OpenHours(each[0], _clock(each[1]), _clock(min(each[1] + each[2], 95)))
)
rotas = st.lists(stretches, max_size=6)
absences = st.lists(
    st.tuples(st.integers(0, 800), st.integers(1, 200)).map(
        lambda each: Span(
            start_of_day(FIRST, ZONE) + each[0] * QUARTER, start_of_day(FIRST, ZONE) + sum(each) * QUARTER
        )
    ),
    max_size=4,
)
shifts = st.lists(
    st.tuples(st.sampled_from([HERE, ELSEWHERE]), st.integers(-3, 9), st.integers(0, 9), rotas).map(
        lambda each: Shift(each[0], ZONE, _day(each[1]), _day(each[1] + each[2]), each[3])
    ),
    max_size=3,
)


def _clock(quarters: int) -> time:
    return time(quarters // 4, quarters % 4 * 15)


def _day(number: int) -> date:
    return FIRST + timedelta(days=number)


def _within(spans: list[Span], at: datetime) -> bool:
    return any(span.start <= at < span.end for span in spans)


@given(rotas, absences, st.none() | shifts, st.lists(st.integers(1, 3), max_size=2))
def test_open_minutes_equal_a_slow_recount(
    hours: list[OpenHours], away: list[Span], worked: list[Shift] | None, chairs: list[int]
) -> None:
    place = Place(HERE, "Chiado", ZONE, OpeningHours(hours))
    capacities = [Capacity(_day(3 * number), at_once) for number, at_once in enumerate(chairs)]
    roster = Roster(HERE, worked) if worked is not None else None
    each = Bookable(ResourceKind.ROOM, UUID(int=3), "Room 1", joined(sorted(away)), roster, capacities)
    found = opened_minutes(place, each, opened_between(place, FIRST, LAST), FIRST, LAST)

    opened = open_spans(place.hours, ZONE, FIRST, LAST)
    works = working_spans(roster, place, FIRST, LAST) if roster else opened
    slow: Counter[date] = Counter()
    at = start_of_day(FIRST, ZONE)
    while at < start_of_day(LAST + timedelta(days=1), ZONE):
        if _within(opened, at) and _within(works, at) and not _within(away, at):
            day = local_day(at, ZONE)
            slow[week_of(day)] += 15 * capacity_on(capacities, day)
        at += QUARTER
    assert {week: minutes for week, minutes in found.items() if minutes} == dict(slow)
