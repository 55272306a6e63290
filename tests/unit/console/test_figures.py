"""The owner's figures: periods, bars from zero, sums by clinic, and CSV that is no formula."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.figures import Days, share_of
from services.console.pages.owner.figures import bars_of, csv_of, period_of, stock_of
from services.console.pages.owner.shown import FIGURES, REACTIONS, WASTE
from services.console.pages.owner.table import Figure, Line, Said, rows_of

DAYS = st.dates(date(1900, 2, 1), date(2149, 12, 1))
TODAY = date(2026, 11, 23)
COUNTED = Path("services/console/pages/owner/counted.html")


@given(st.none() | DAYS, st.none() | DAYS)
def test_a_period_and_the_one_before_touch_and_are_equally_long(first: date | None, last: date | None) -> None:
    period = period_of(first, last, TODAY)
    before = period.before
    assert period.first <= period.last
    assert before.after == period.first
    assert before.after - before.first == period.after - period.first <= timedelta(days=366)


def test_without_days_it_is_the_last_four_weeks_until_yesterday() -> None:
    assert period_of(None, None, TODAY) == Days(date(2026, 10, 26), date(2026, 11, 22))


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


def said(**reasons: tuple[int, int | None, str | None]) -> Said:
    lines = [
        {"reason": reason, "units": units, "value_minor": minor, "currency": currency}
        for reason, (units, minor, currency) in reasons.items()
    ]
    return {"wasted": share_of(0, 0).model_dump(), "lines": lines}


def test_waste_in_one_currency_is_added_up_and_in_several_named() -> None:
    _, value, expired, *_ = WASTE.columns
    one = said(expired=(2, 900, "EUR"), lost=(1, 450, "EUR"), discarded=(1, None, None))
    assert value.cells(one) == [1350, "EUR"]
    assert expired.cells(one) == [2]
    assert value.cells(said(expired=(2, 900, "EUR"), lost=(1, 7, "GBP"))) == [None, "EUR GBP"]
    assert value.cells(said()) == [None, None]


def test_a_file_has_a_line_for_each_period_and_a_column_for_each_part() -> None:
    few = {"reacted": share_of(1, 2).model_dump(), "serious": 1}
    enough = {"reacted": share_of(3, 30).model_dump(), "serious": 0}
    days = Days(date(2026, 11, 9), date(2026, 11, 22))
    titles, rows = rows_of(REACTIONS, [Line("skinpen", few, enough)], days)
    assert titles[:3] == ["with", "first_day", "last_day"]
    assert titles[3:] == [f"reacted_{part}" for part in ("count", "of", "percent", "low", "high")] + ["serious"]
    assert rows == [
        ["skinpen", days.first, days.last, 1, 2, None, None, None, 1],
        ["skinpen", date(2026, 10, 26), date(2026, 11, 8), 3, 30, Decimal("10.0"), Decimal("3.5"), Decimal("25.6"), 0],
    ]


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: str(figure.key))
def test_every_figure_names_its_columns_once_and_says_how_it_is_counted(figure: Figure) -> None:
    codes = [code for column in figure.columns for code in column.codes]
    assert len(codes) == len(set(codes))
    assert f'key == "{figure.key}"' in COUNTED.read_text()


def test_a_spreadsheet_takes_no_name_for_a_formula() -> None:
    lines = list(csv.reader(io.StringIO(csv_of(["clinic"], [["=1+1"], ["Chiado, 2"], [None]]).lstrip("\ufeff"))))
    assert lines == [["clinic"], ["'=1+1"], ["Chiado, 2"], [""]]
