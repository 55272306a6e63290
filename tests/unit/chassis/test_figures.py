"""Figures: days beside the days before, shares that say how sure they are, spreads that need enough."""

from datetime import date, timedelta
from decimal import Decimal
from math import comb
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.figures import TOO_FEW, TOO_FEW_FOR_A_MEDIAN, Days, share_of, spread_of
from chassis.figures.shares import wilson

COUNTS = st.integers(1, 5000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(st.dates(date(1910, 1, 1), date(2140, 1, 1)), st.integers(0, 365))
def test_days_and_those_before_touch_and_are_as_many(first: date, more: int) -> None:
    days = Days(first, first + timedelta(days=more))
    before = days.before
    assert before.after == days.first
    assert before.after - before.first == days.after - days.first
    zone = ZoneInfo("Atlantic/Azores")
    assert before.within(zone)[1] == days.within(zone)[0]


def test_a_day_on_which_the_clocks_go_back_has_25_hours() -> None:
    since, until = Days(date(2026, 10, 25), date(2026, 10, 25)).within(ZoneInfo("Europe/Lisbon"))
    assert until - since == timedelta(hours=25)


@given(COUNTS)
def test_a_share_lies_within_its_interval_and_more_of_the_same_narrow_it(counts: tuple[int, int]) -> None:
    count, of = counts
    low, high = wilson(count, of)
    assert 0 <= low <= count / of + 1e-9
    assert count / of - 1e-9 <= high <= 1
    narrower = wilson(4 * count, 4 * of)
    assert narrower[1] - narrower[0] < high - low


@pytest.mark.parametrize(("count", "of", "low", "high"), [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605)])
def test_the_interval_is_the_published_one(count: int, of: int, low: float, high: float) -> None:
    """The examples of R. G. Newcombe, Stat Med 17 (1998) 857-872, table I, method 3."""
    assert [round(each, 4) for each in wilson(count, of)] == [low, high]


def test_a_share_of_too_few_is_not_said_and_its_counts_are() -> None:
    few = share_of(1, TOO_FEW - 1)
    assert (few.count, few.of, few.percent, few.low, few.high) == (1, TOO_FEW - 1, None, None, None)
    enough = share_of(3, TOO_FEW)
    assert (enough.percent, enough.low, enough.high) == (Decimal("10.0"), Decimal("3.5"), Decimal("25.6"))


def test_a_median_is_said_from_six_and_what_one_in_ten_exceeds_from_thirty() -> None:
    assert spread_of(0, None, None).median is None
    assert spread_of(TOO_FEW_FOR_A_MEDIAN - 1, 3.0, 5.0).median is None
    assert spread_of(TOO_FEW_FOR_A_MEDIAN, 3.04, 5.0).median == 3.0
    assert spread_of(TOO_FEW - 1, 3.0, 5.0).ninth_decile is None
    assert spread_of(TOO_FEW, 3.0, 5.0).ninth_decile == 5.0
    outside = 2 * comb(TOO_FEW_FOR_A_MEDIAN, 0) / 2**TOO_FEW_FOR_A_MEDIAN
    assert 1 - outside > 0.95, "the least number of values between whose ends the median is 95 % sure to lie"
