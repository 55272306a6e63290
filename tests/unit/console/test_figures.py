"""The owner's figures: periods, bars from zero, sums by clinic, and CSV that is no formula."""

import csv
import io
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.console.pages.owner.figures import Period, bars_of, csv_of, period_of, stock_of
from services.console.queries.attendance import Attendance

DAYS = st.dates(date(1900, 2, 1), date(2149, 12, 1))
TODAY = date(2026, 11, 23)


@given(st.none() | DAYS, st.none() | DAYS)
def test_a_period_and_the_one_before_touch_and_are_equally_long(first: date | None, last: date | None) -> None:
    period = period_of(first, last, TODAY)
    before = period.before
    assert period.first <= period.last
    assert before.after == period.first
    assert before.after - before.first == period.after - period.first <= timedelta(days=366)


def test_without_days_it_is_the_last_four_weeks_until_yesterday() -> None:
    assert period_of(None, None, TODAY) == Period(date(2026, 10, 26), date(2026, 11, 22))


@given(st.lists(st.none() | st.floats(0, 100), max_size=20))
def test_bars_begin_at_zero_and_are_as_long_as_their_numbers_say(values: list[float | None]) -> None:
    largest = max((each for each in values if each), default=0.0)
    for value, bar in zip(values, bars_of(values), strict=True):
        assert 0 <= bar.length <= 100
        assert abs(bar.length * largest / 100 - (value or 0)) < 0.01


@given(st.lists(st.tuples(st.sampled_from("AB"), st.none() | st.integers(0, 10**6), st.integers(0, 99)), max_size=30))
def test_stock_is_the_sum_of_its_products(rows: list[tuple[str, int | None, int]]) -> None:
    said = [
        {"clinic": clinic, "clinic_id": clinic, "currency": "EUR", "value_minor": value, "expiring": number, "used": 1}
        for clinic, value, number in rows
    ]
    for found in stock_of(said):
        mine = [row for row in rows if row[0] == found.name]
        assert found.value_minor == sum(value or 0 for _, value, _ in mine)
        assert (found.expiring, found.used) == (sum(number for _, _, number in mine), len(mine))


def test_a_clinic_without_a_name_is_listed_and_two_of_one_name_are_two() -> None:
    sums = {"currency": "EUR", "value_minor": 5, "expiring": 0, "used": 1}
    said = [
        {"clinic": name, "clinic_id": number, **sums}
        for number, name in (("1", "Alfama"), ("2", None), ("3", "Alfama"))
    ]
    assert [(each.name, each.value_minor) for each in stock_of(said)] == [("", 5), ("Alfama", 5), ("Alfama", 5)]


def test_a_share_of_nothing_is_not_known_and_not_zero() -> None:
    assert Attendance(cancelled=4, unsaid=2).missed_share is None
    assert (Attendance(came=3, missed=1) + Attendance()).missed_share == 25


def test_a_spreadsheet_takes_no_name_for_a_formula() -> None:
    lines = list(csv.reader(io.StringIO(csv_of(["clinic"], [["=1+1"], ["Chiado, 2"], [None]]).lstrip("\ufeff"))))
    assert lines == [["clinic"], ["'=1+1"], ["Chiado, 2"], [""]]
