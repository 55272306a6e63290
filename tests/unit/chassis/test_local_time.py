from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.local_time import is_zone, minute_of_day, minutes_apart, moment_of, moments_of, spoken, start_of_day

LISBON = ZoneInfo("Europe/Lisbon")
NEW_YORK = ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
"""Its clocks change by half an hour."""

ZONES = st.sampled_from([LISBON, NEW_YORK, LORD_HOWE, ZoneInfo("Asia/Kathmandu"), ZoneInfo("Pacific/Chatham")])
DAYS = st.dates(date(2026, 1, 1), date(2032, 12, 31))
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


@given(DAYS, CLOCKS, ZONES)
def test_a_clock_that_shows_the_time_shows_it_at_that_moment(day: date, clock: time, zone: ZoneInfo) -> None:
    wall = datetime.combine(day, clock)
    shown = moment_of(day, clock, zone).astimezone(zone).replace(tzinfo=None)
    if shown != wall:  # skipped in spring: the clock went straight past it, at that very moment
        just_before = (moment_of(day, clock, zone) - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
        assert just_before < wall < shown


@given(DAYS, CLOCKS, CLOCKS, ZONES)
def test_a_later_time_of_a_day_is_never_an_earlier_moment(day: date, one: time, other: time, zone: ZoneInfo) -> None:
    earlier, later = sorted([one, other])
    first_showing, last = moment_of(day, earlier, zone), moment_of(day, later, zone)
    assert first_showing <= last


def test_a_time_that_is_skipped_in_spring_means_the_change_itself() -> None:
    assert moment_of(date(2027, 3, 14), time(2, 30), NEW_YORK) == datetime(2027, 3, 14, 7, 0, tzinfo=UTC)
    assert moment_of(date(2027, 3, 28), time(1, 45), LISBON) == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


def test_a_time_that_comes_twice_in_autumn_means_the_first_and_both_can_be_asked_for() -> None:
    both = (datetime(2027, 11, 7, 5, 30, tzinfo=UTC), datetime(2027, 11, 7, 6, 30, tzinfo=UTC))
    assert moments_of(date(2027, 11, 7), time(1, 30), NEW_YORK) == both
    assert moment_of(date(2027, 11, 7), time(1, 30), NEW_YORK) == both[0]


@given(DAYS, CLOCKS, ZONES)
def test_a_time_is_shown_once_twice_or_never(day: date, clock: time, zone: ZoneInfo) -> None:
    first, last = moments_of(day, clock, zone)
    assert timedelta() <= last - first <= timedelta(hours=1)


def test_a_day_begins_when_its_clock_begins_even_where_midnight_is_skipped() -> None:
    assert start_of_day(date(2027, 3, 1), LISBON) == datetime(2027, 3, 1, tzinfo=UTC)
    cairo = ZoneInfo("Africa/Cairo")  # clocks go from 00:00 to 01:00
    assert start_of_day(date(2026, 4, 24), cairo) == datetime(2026, 4, 23, 22, 0, tzinfo=UTC)


def test_half_past_twelve_stays_half_past_twelve_over_both_changes() -> None:
    for zone in (LISBON, NEW_YORK):
        for day in (date(2027, 3, 13), date(2027, 3, 29), date(2027, 10, 30), date(2027, 11, 8)):
            assert minute_of_day(moment_of(day, time(12, 30), zone), zone) == 12 * 60 + 30


@given(st.integers(0, 1439), st.integers(0, 1439))
def test_times_of_day_are_never_more_than_half_a_day_apart(one: int, other: int) -> None:
    assert minutes_apart(one, other) == minutes_apart(other, one) <= 720
    assert (minutes_apart(one, other) == 0) == (one == other)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        *[("Europe/Lisbon", True), ("UTC", True), ("America/Argentina/Buenos_Aires", True)],
        *[
            ("Lisbon", False),
            ("", False),
            ("localtime", False),
            ("EST", False),
            ("posix/UTC", False),
            ("../UTC", False),
        ],
    ],
)
def test_a_zone_is_an_iana_name(name: str, known: bool) -> None:
    assert is_zone(name) is known


def test_a_front_desk_reads_local_times() -> None:
    assert spoken(datetime(2027, 7, 1, 11, 30, tzinfo=UTC), LISBON) == "Thu 1 Jul 2027, 12:30"
