"""The days on which CI runs tests again (`make dates`) lie ahead, and every service takes part."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from needlepoint.services import SERVICE_NAMES
from tests.dates.__main__ import LEFT_OUT, TESTS, chosen_days
from tests.dates.calendar import LISBON, days

TODAY = datetime(2026, 11, 26, 5, 40, tzinfo=UTC)
STARTS = {day.name: day.start for day in days(TODAY)}


@pytest.mark.parametrize(
    "now",
    [
        TODAY,
        datetime(2027, 3, 28, 0, 59, tzinfo=UTC),
        datetime(2028, 2, 29, 12, 0, tzinfo=UTC),
        datetime(2031, 12, 31, 23, 59, 59, tzinfo=UTC),
    ],
)
def test_every_day_lies_ahead_but_for_the_moments_before_a_change(now: datetime) -> None:
    assert all(day.start > now - timedelta(minutes=1) for day in days(now))


def test_february_29_is_the_next_one() -> None:
    assert STARTS["29 February"] == datetime(2028, 2, 29, 12, tzinfo=UTC)


@pytest.mark.parametrize(("change", "hours"), [("summer time begins", 1), ("summer time ends", -1)])
def test_lisbons_clocks_change_within_the_first_minute_of_a_run(change: str, hours: int) -> None:
    start = STARTS[f"{change} in Lisbon"]
    before, after = (hours_ahead_of_utc(moment) for moment in (start, start + timedelta(minutes=1)))
    assert after - before == hours


def hours_ahead_of_utc(moment: datetime) -> float:
    """Lisbon's clocks."""
    ahead = moment.astimezone(ZoneInfo(LISBON)).utcoffset()
    assert ahead is not None
    return ahead.total_seconds() / 3600


def test_the_year_ends_within_the_first_minute_of_a_run() -> None:
    start = STARTS["New Year"]
    assert (start.year, (start + timedelta(minutes=1)).year) == (2026, 2027)


def test_ci_runs_a_year_on_a_leap_day_and_the_night_on_which_an_hour_comes_twice() -> None:
    chosen = [day.name for day in chosen_days(days(TODAY), "", TODAY)]
    assert chosen == ["a year on", "29 February", "summer time ends in Lisbon"]


def test_each_of_them_has_its_turn_within_three_days() -> None:
    turns = [chosen_days(days(TODAY), "turn", TODAY + timedelta(days=number)) for number in range(3)]
    assert sorted(day.name for (day,) in turns) == ["29 February", "a year on", "summer time ends in Lisbon"]


def test_all_days_can_be_asked_for_and_one_by_a_part_of_its_name() -> None:
    assert chosen_days(days(TODAY), "all", TODAY) == days(TODAY)
    assert [day.name for day in chosen_days(days(TODAY), "new year", TODAY)] == ["New Year"]
    assert chosen_days(days(TODAY), "Easter", TODAY) == []


@pytest.mark.parametrize("service", SERVICE_NAMES)
def test_an_integration_module_of_every_service_runs_on_those_days(service: str) -> None:
    assert any(path.startswith(f"tests/integration/{service}/") for path in TESTS)


@pytest.mark.parametrize("path", [*TESTS, *LEFT_OUT])
def test_what_is_to_run_or_left_out_exists(path: str) -> None:
    file, _, test = path.partition("::")
    assert Path(file).exists()
    if test:
        assert f"def {test}(" in Path(file).read_text()
