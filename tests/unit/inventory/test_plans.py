"""Too few cartridges: the nearest sessions get them."""

from hypothesis import given
from hypothesis import strategies as st

from services.inventory.domain.plans import plan
from services.inventory.domain.reservations import Reservation, ReservationStatus
from services.inventory.domain.shelf_lots import ShelfLot
from services.inventory.domain.stock import ClinicStock
from tests.unit.inventory.factories import a_lot, an_appointment, stock_of
from tests.unit.inventory.plan_oracle import served


def settled(stock: ClinicStock, *sessions: Reservation) -> None:
    """The sessions are booked in this order."""
    for each in sessions:
        stock.hold(each)
        if stock.is_short:
            stock.plan_again()


def test_a_far_session_gives_way_to_a_nearer_one() -> None:
    far, near = an_appointment(days=20), an_appointment(days=3)
    settled(stock_of(a_lot(free=1)), far, near)
    assert (near.held, near.status) == ({"A": 1}, ReservationStatus.RESERVED)
    assert (far.held, far.status) == ({}, ReservationStatus.SHORT)


def test_a_near_session_does_not_give_way_to_a_far_one() -> None:
    near, far = an_appointment(days=3), an_appointment(days=20)
    settled(stock_of(a_lot(free=1)), near, far)
    assert (near.status, far.status) == (ReservationStatus.RESERVED, ReservationStatus.SHORT)


def test_who_gives_way_gets_another_lot_that_lasts() -> None:
    near, far = an_appointment(days=3, quantity=2), an_appointment(days=20)
    stock = stock_of(a_lot("SOON", free=1, expires_in=10), a_lot("LATE", free=2))
    settled(stock, far, near)
    assert near.held == {"SOON": 1, "LATE": 1}, "one lot would leave the far one none that lasts"
    assert far.held == {"LATE": 1}


def test_a_session_that_gives_way_for_nothing_keeps_what_it_holds() -> None:
    far, near = an_appointment(days=20), an_appointment(days=3, quantity=5)
    settled(stock_of(a_lot(free=2)), far, near)
    assert (far.held, near.status) == ({"A": 1}, ReservationStatus.SHORT)


def test_an_early_session_exchanges_its_lot_so_that_a_later_one_has_one_that_lasts() -> None:
    early, late = an_appointment(days=3), an_appointment(days=20)
    stock = stock_of(a_lot("LATE", free=1))
    settled(stock, early)
    stock.lots["SOON"] = a_lot("SOON", free=1, expires_in=10)
    settled(stock, late)
    assert (early.held, late.held) == ({"SOON": 1}, {"LATE": 1})


def test_all_keep_what_they_hold_while_that_serves_as_many() -> None:
    first, second, third = (an_appointment(days=days) for days in (3, 4, 5))
    stock = stock_of(a_lot("A", free=1, expires_in=30), a_lot("B", free=1))
    settled(stock, second, first, third)
    assert (second.held, first.held, third.held) == ({"A": 1}, {"B": 1}, {})


sessions = st.lists(st.builds(an_appointment, days=st.integers(0, 6), quantity=st.integers(1, 3)), max_size=7)
shelves = st.lists(
    st.builds(
        a_lot, st.sampled_from("ABCD"), st.integers(1, 4), st.integers(0, 7), st.booleans() | st.just(value=False)
    ),
    max_size=4,
    unique_by=lambda lot: lot.lot,
)


@given(sessions, shelves)
def test_exactly_those_are_served_that_a_slow_search_serves(needs: list[Reservation], shelf: list[ShelfLot]) -> None:
    planned = plan(needs, shelf, {})
    assert planned.keys() == served(needs, shelf)
    lots = {lot.lot: lot for lot in shelf}
    for each in needs:
        got = planned.get(each.appointment_id, {})
        assert sum(got.values()) in (0, each.needed)
        assert all(not lots[lot].recalled and lots[lot].expires_on >= each.day for lot in got)
    for lot in shelf:
        assert sum(got.get(lot.lot, 0) for got in planned.values()) <= lot.free
