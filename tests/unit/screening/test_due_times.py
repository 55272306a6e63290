"""By when reviews are due: working hours of the clinic, on its own clock."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.working_week import OFFICE_HOURS, Open, WorkingWeek, after_working_hours
from services.screening.domain.due_times import ReviewTimes, day_check_due, review_due

LISBON, TOKYO = ZoneInfo("Europe/Lisbon"), ZoneInfo("Asia/Tokyo")
OFFICE = WorkingWeek(LISBON)


def at(text: str, zone: ZoneInfo = LISBON) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        ("2026-11-23 09:00", "2026-11-23 17:00"),  # Monday morning: that evening
        ("2026-11-23 12:00", "2026-11-24 12:00"),
        ("2026-11-23 20:00", "2026-11-24 17:00"),  # after work counts from the next morning
        ("2026-11-27 16:00", "2026-11-30 16:00"),  # Friday afternoon: one hour then, seven on Monday
        ("2026-11-28 11:00", "2026-11-30 17:00"),  # Saturday
    ],
)
def test_a_review_is_due_after_one_working_day(opened: str, due: str) -> None:
    assert review_due(at(opened), ReviewTimes(), OFFICE) == at(due)


def test_the_clinics_clock_decides_and_not_the_servers() -> None:
    opened = at("2026-11-23 16:00", TOKYO)
    assert review_due(opened, ReviewTimes(), WorkingWeek(TOKYO)) == at("2026-11-24 16:00", TOKYO)


def test_working_hours_do_not_move_when_the_clocks_do() -> None:
    friday_before_winter_time = at("2026-10-23 17:00")
    assert review_due(friday_before_winter_time, ReviewTimes(), OFFICE) == at("2026-10-26 17:00")


def test_a_clinic_may_have_times_of_its_own() -> None:
    times = ReviewTimes(review_working_hours=2, day_check_minutes=30)
    assert review_due(at("2026-11-23 16:00"), times, OFFICE) == at("2026-11-24 10:00")
    assert day_check_due(at("2026-11-23 16:50"), times) == at("2026-11-23 17:20")


@given(
    opened=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    hours=st.integers(1, 80),
    zone=st.sampled_from([LISBON, TOKYO, ZoneInfo("America/New_York")]),
)
def test_a_due_time_lies_ahead_in_working_time_and_more_hours_never_end_sooner(
    opened: datetime, hours: int, zone: ZoneInfo
) -> None:
    due = after_working_hours(opened, hours, WorkingWeek(zone))
    local = due.astimezone(zone)
    assert due > opened
    assert local.weekday() < 5
    assert 9 * 60 < local.hour * 60 + local.minute + local.second / 60 <= 17 * 60
    assert after_working_hours(opened, hours + 1, WorkingWeek(zone)) > due


SATURDAYS = WorkingWeek(LISBON, (Open(5, time(10), time(14)),))
SPLIT = WorkingWeek(
    LISBON, tuple(Open(day, *span) for day in range(7) for span in ((time(14), time(0)), (time(8), time(12))))
)


@pytest.mark.parametrize(
    ("week", "opened", "due"),
    [
        (SATURDAYS, "2026-11-23 09:00", "2026-12-05 14:00"),  # Monday: four hours on each of two Saturdays
        (SATURDAYS, "2026-11-28 13:00", "2026-12-12 13:00"),
        (SPLIT, "2026-11-23 09:00", "2026-11-23 19:00"),  # three hours before noon, five after two
        (SPLIT, "2026-11-28 22:00", "2026-11-29 16:00"),  # open until midnight, and on Sunday
        (WorkingWeek(LISBON, ()), "2026-11-23 09:00", "2026-11-23 17:00"),  # no hours at all: office hours
    ],
)
def test_a_review_is_due_in_the_opening_hours_of_the_clinic(week: WorkingWeek, opened: str, due: str) -> None:
    assert review_due(at(opened), ReviewTimes(), week) == at(due)


def test_hours_that_overlap_count_once() -> None:
    twice = WorkingWeek(LISBON, (*OFFICE_HOURS, *OFFICE_HOURS))
    opened = at("2026-11-23 12:00")
    assert review_due(opened, ReviewTimes(), twice) == review_due(opened, ReviewTimes(), OFFICE)
