from services.inventory.domain.fefo import pick
from tests.unit.inventory.factories import a_lot, in_days


def test_the_lot_that_expires_first_is_taken() -> None:
    lots = [a_lot("LATE", expires_in=300), a_lot("SOON", expires_in=30)]
    assert pick(1, in_days(7), lots) == {"SOON": 1}


def test_a_lot_that_expires_before_the_session_is_passed_over() -> None:
    lots = [a_lot("SOON", expires_in=6), a_lot("LATE", expires_in=300)]
    assert pick(1, in_days(7), lots) == {"LATE": 1}


def test_a_lot_that_expires_on_the_day_of_the_session_will_do() -> None:
    assert pick(1, in_days(7), [a_lot("SAME_DAY", expires_in=7)]) == {"SAME_DAY": 1}


def test_a_recalled_lot_is_never_taken() -> None:
    assert pick(1, in_days(7), [a_lot("BAD", recalled=True)]) == {}


def test_a_lot_that_cannot_fill_the_need_is_passed_over_for_one_that_can() -> None:
    lots = [a_lot("SOON", free=1, expires_in=30), a_lot("LATE", free=2, expires_in=300)]
    assert pick(2, in_days(7), lots) == {"LATE": 2}


def test_only_when_no_lot_can_fill_the_need_is_it_split_in_order_of_expiry() -> None:
    lots = [a_lot("C", free=2, expires_in=300), a_lot("A", free=1, expires_in=30), a_lot("B", free=2, expires_in=60)]
    assert pick(4, in_days(7), lots) == {"A": 1, "B": 2, "C": 1}


def test_a_need_that_stock_cannot_fill_takes_nothing() -> None:
    assert pick(3, in_days(7), [a_lot("A", free=1), a_lot("B", free=1)]) == {}
