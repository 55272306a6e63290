from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.domain.days import DayWindow
from services.booking.care.domain.courses import (
    planned_depth,
    protocol_window,
    require_in_window,
    require_next,
    session_lengths,
    weeks_after,
)
from services.booking.care.domain.refusals import CourseFinished, OutsideProtocolWindow
from services.booking.people.domain.clinics import ClinicSettings
from tests.unit.booking.given import course, limits

DAYS = st.dates(date(2027, 1, 1), date(2029, 1, 1))
WINDOWS = st.builds(DayWindow, st.none() | DAYS, st.none() | DAYS)
LAST = date(2027, 3, 2)


@given(WINDOWS, WINDOWS, DAYS)
def test_a_day_is_in_both_windows_exactly_when_it_is_in_each(one: DayWindow, other: DayWindow, day: date) -> None:
    assert one.within(other).holds(day) is (one.holds(day) and other.holds(day))


@given(DAYS, st.tuples(st.integers(1, 8), st.integers(0, 8)))
def test_a_window_of_weeks_ends_on_the_weekday_it_began_from(day: date, weeks: tuple[int, int]) -> None:
    low, high = weeks[0], weeks[0] + weeks[1]
    window = weeks_after(day, (low, high))
    assert window.first is not None
    assert window.last is not None
    assert window.first.weekday() == window.last.weekday() == day.weekday()
    assert (window.first - day).days == low * 7
    assert not window.holds(window.first - timedelta(days=1))
    assert not window.holds(window.last + timedelta(days=1))


def test_the_first_session_may_be_on_any_day() -> None:
    assert protocol_window(course(), None, LAST) == DayWindow(None, None)


def test_the_next_session_lies_four_to_six_weeks_after_the_last() -> None:
    window = protocol_window(course(performed=1), LAST, LAST)
    assert window == DayWindow(date(2027, 3, 30), date(2027, 4, 13))


def test_the_review_lies_thirteen_to_twenty_six_weeks_after_the_last_session() -> None:
    window = protocol_window(course(performed=3), LAST, LAST)
    assert window == DayWindow(date(2027, 6, 1), date(2027, 8, 31))


def test_an_overdue_session_may_be_on_any_day_from_its_first() -> None:
    window = protocol_window(course(performed=1), LAST, date(2027, 6, 1))
    assert window == DayWindow(date(2027, 3, 30), None)


def test_outside_of_the_window_a_reason_is_asked_for() -> None:
    plan = course(performed=1)
    window = protocol_window(plan, LAST, LAST)
    assert require_in_window(AppointmentKind.SESSION, window, date(2027, 4, 1), None) is False
    assert require_in_window(AppointmentKind.SESSION, window, date(2027, 4, 20), "the patient is abroad") is True
    with pytest.raises(OutsideProtocolWindow, match="between Tuesday, 30 March 2027 and Tuesday, 13 April 2027"):
        require_in_window(AppointmentKind.SESSION, window, date(2027, 4, 20), None)


def test_sessions_come_first_and_the_review_after_the_last() -> None:
    require_next(course(performed=2), AppointmentKind.SESSION)
    require_next(course(performed=3), AppointmentKind.REVIEW)
    with pytest.raises(CourseFinished, match="book its review"):
        require_next(course(performed=3), AppointmentKind.SESSION)
    with pytest.raises(CourseFinished, match="2 of 3"):
        require_next(course(performed=2), AppointmentKind.REVIEW)


def test_a_patient_without_anaesthetic_needs_no_numbing_time() -> None:
    assert session_lengths(course(), limits(), ClinicSettings()).total == timedelta(minutes=75)
    assert session_lengths(course(), limits(anaesthetic_allowed=False), ClinicSettings()).total == timedelta(minutes=45)


def test_the_practitioner_must_be_permitted_what_was_cleared_of_the_plan() -> None:
    assert planned_depth(course(depth_mm=Decimal("2.0")), limits()) == Decimal("1.5")
    assert planned_depth(course(depth_mm=Decimal("1.0")), limits()) == Decimal("1.0")


def test_windows_are_read_aloud() -> None:
    assert str(DayWindow(LAST, None)) == "from Tuesday, 2 March 2027 on"
    assert str(DayWindow(None, LAST)) == "until Tuesday, 2 March 2027"
    assert str(DayWindow(None, None)) == "on any day"
