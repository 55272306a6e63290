"""Stock that runs down is said twice, once low and once urgent, whatever way it takes."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.inventory.domain.levels import Level, urgent_point_of

NOW = datetime(2026, 11, 27, tzinfo=UTC)


def said(level: Level, stock: list[int]) -> list[tuple[int, bool]]:
    """What is published while stock is so much, one after the other."""
    found = []
    for number, available in enumerate(stock):
        after = level.at(available, NOW + timedelta(hours=number))
        if after.is_worse_than(level):
            found.append((available, after.urgent_since is not None))
        level = after
    return found


def test_at_the_point_and_again_when_it_is_urgent() -> None:
    assert said(Level(10, 2), [12, 10, 7, 3, 2, 1]) == [(10, False), (2, True)]


def test_from_plenty_to_nothing_is_said_once() -> None:
    assert said(Level(10, 2), [12, 0]) == [(0, True)]


def test_a_few_more_begin_nothing_again_and_an_order_that_came_does() -> None:
    assert said(Level(10, 2), [10, 2, 5, 2]) == [(10, False), (2, True)]
    assert said(Level(10, 2), [10, 2, 11, 10, 2]) == [(10, False), (2, True), (10, False), (2, True)]


def test_of_a_product_that_is_not_ordered_any_longer_nothing_is_low() -> None:
    low = Level(10, 2).at(1, NOW)
    assert low.at(1, NOW, ordered=False) == Level(10, 2)


@given(st.integers(0, 40), st.lists(st.integers(0, 60)))
def test_between_two_fillings_nothing_is_said_twice(point: int, stock: list[int]) -> None:
    level, last = Level(point, urgent_point_of(point)), [False, False]
    for available in stock:
        after = level.at(available, NOW)
        if available > point:
            last = [False, False]
        elif after.is_worse_than(level):
            urgent = after.urgent_since is not None
            assert not last[urgent]
            last = [True, last[1] or urgent]
        assert (after.urgent_since is not None) <= (after.low_since is not None)
        level = after
