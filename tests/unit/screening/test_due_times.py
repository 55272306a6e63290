"""By when reviews are due: working hours of the clinic, on its own clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.screening.domain.due_times import ReviewTimes, after_working_hours, day_check_due, review_due

LISBON, TOKYO = ZoneInfo("Europe/Lisbon"), ZoneInfo("Asia/Tokyo")


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
    assert review_due(at(opened), ReviewTimes(), LISBON) == at(due)


def test_the_clinics_clock_decides_and_not_the_servers() -> None:
    opened = at("2026-11-23 16:00", TOKYO)
    assert review_due(opened, ReviewTimes(), TOKYO) == at("2026-11-24 16:00", TOKYO)


def test_working_hours_do_not_move_when_the_clocks_do() -> None:
    friday_before_winter_time = at("2026-10-23 17:00")
    assert review_due(friday_before_winter_time, ReviewTimes(), LISBON) == at("2026-10-26 17:00")


def test_a_clinic_may_have_times_of_its_own() -> None:
    times = ReviewTimes(review_working_hours=2, day_check_minutes=30)
    assert review_due(at("2026-11-23 16:00"), times, LISBON) == at("2026-11-24 10:00")
    assert day_check_due(at("2026-11-23 16:50"), times) == at("2026-11-23 17:20")


@given(
    opened=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    hours=st.integers(1, 80),
    zone=st.sampled_from([LISBON, TOKYO, ZoneInfo("America/New_York")]),
)
def test_a_due_time_lies_ahead_in_working_time_and_more_hours_never_end_sooner(
    opened: datetime, hours: int, zone: ZoneInfo
) -> None:
    due = after_working_hours(opened, hours, zone)
    local = due.astimezone(zone)
    assert due > opened
    assert local.weekday() < 5
    assert 9 * 60 < local.hour * 60 + local.minute + local.second / 60 <= 17 * 60
    assert after_working_hours(opened, hours + 1, zone) > due
