"""Stock day by day: the past agrees with the books, the future with what is booked."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.inventory.domain.stock_series import Moved, series
from tests.unit.inventory.factories import TODAY, in_days


def test_the_past_is_counted_backwards_and_the_future_is_what_sessions_leave() -> None:
    moved = {in_days(-2): Moved(entered=10), in_days(-1): Moved(left=3, used=2), in_days(0): Moved(left=1, used=1)}
    days = series(in_days(-3), in_days(2), today=TODAY, on_shelf=6, moved=moved, booked={TODAY: 2, in_days(2): 5})
    assert [each.on_shelf for each in days] == [0, 10, 7, 4, 4, -1]
    assert [each.booked for each in days] == [0, 0, 0, 2, 0, 5]
    assert [each.moved.used for each in days] == [0, 0, 2, 1, 0, 0]


def test_a_period_may_lie_in_the_past_or_ahead() -> None:
    moved = {in_days(-5): Moved(entered=4), in_days(-1): Moved(left=1)}
    past = series(in_days(-5), in_days(-4), today=TODAY, on_shelf=3, moved=moved, booked={})
    assert [(each.day, each.on_shelf) for each in past] == [(in_days(-5), 4), (in_days(-4), 4)]
    ahead = series(in_days(2), in_days(3), today=TODAY, on_shelf=3, moved={}, booked={in_days(1): 1, in_days(3): 1})
    assert [(each.day, each.on_shelf) for each in ahead] == [(in_days(2), 2), (in_days(3), 1)]


@given(st.dictionaries(st.integers(-9, 0), st.tuples(st.integers(0, 9), st.integers(0, 9))), st.integers(0, 99))
def test_each_day_ends_with_what_the_day_before_left_and_what_moved(
    said: dict[int, tuple[int, int]], on_shelf: int
) -> None:
    moved = {in_days(day): Moved(entered, left) for day, (entered, left) in said.items()}
    days = series(in_days(-9), TODAY, today=TODAY, on_shelf=on_shelf, moved=moved, booked={})
    assert days[-1].on_shelf == on_shelf
    for before, after in pairwise(days):
        assert after.on_shelf == before.on_shelf + after.moved.entered - after.moved.left
