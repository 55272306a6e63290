"""What happens to a clinic's cartridges, told by the balances that are left."""

import pytest

from services.inventory.domain.ledger import Balance, Entry, LedgerError
from services.inventory.domain.places import EntryKind, Place
from services.inventory.domain.reservations import ReservationStatus
from tests.unit.inventory.factories import RECALL, RECEIPT, SESSION, a_lot, add_up, an_appointment, in_days, stock_of


def test_an_appointment_holds_its_cartridges_for_nobody_else() -> None:
    stock = stock_of(a_lot("A", free=2))
    first, second = an_appointment(quantity=2), an_appointment()
    stock.hold(first)
    stock.hold(second)
    assert (first.status, first.held) == (ReservationStatus.RESERVED, {"A": 2})
    assert (second.status, second.held) == (ReservationStatus.SHORT, {})
    assert stock.available == 0


def test_a_receipt_fills_short_reservations_the_earliest_session_first() -> None:
    stock = stock_of()
    later, sooner = an_appointment(days=9), an_appointment(days=8)
    stock.hold(later)
    stock.hold(sooner)
    stock.receive("A", in_days(100), 1, RECEIPT)
    stock.fill_short()
    assert sooner.status is ReservationStatus.RESERVED
    assert later.status is ReservationStatus.SHORT


def test_a_short_reservation_that_cannot_be_filled_does_not_keep_a_later_one_from_it() -> None:
    stock = stock_of()
    large, small = an_appointment(days=8, quantity=3), an_appointment(days=9)
    stock.hold(large)
    stock.hold(small)
    stock.receive("A", in_days(100), 1, RECEIPT)
    stock.fill_short()
    assert (large.status, small.status) == (ReservationStatus.SHORT, ReservationStatus.RESERVED)


def test_a_moved_appointment_keeps_its_lot_while_that_lot_lasts() -> None:
    stock = stock_of(a_lot("SOON", expires_in=10), a_lot("LATE"))
    appointment = an_appointment(days=7)
    stock.hold(appointment)
    appointment.day = in_days(9)
    stock.hold(appointment)
    assert appointment.held == {"SOON": 1}
    appointment.day = in_days(11)
    stock.hold(appointment)
    assert appointment.held == {"LATE": 1}
    assert stock.lots["SOON"].balance == Balance().receive(5)


def test_a_session_uses_what_was_reserved_for_it() -> None:
    stock = stock_of(a_lot("A", free=2))
    appointment = an_appointment()
    stock.hold(appointment)
    assert stock.use("A", SESSION, appointment.appointment_id)
    assert appointment.status is ReservationStatus.USED
    assert stock.lots["A"].balance == Balance(received=2, on_hand=1, used=1)


def test_a_session_that_uses_another_lot_gives_the_reserved_one_back() -> None:
    stock = stock_of(a_lot("A", free=1, expires_in=30), a_lot("B", free=1))
    appointment = an_appointment()
    stock.hold(appointment)
    assert stock.use("B", SESSION, appointment.appointment_id)
    assert stock.lots["A"].balance == Balance(received=1, on_hand=1)
    assert stock.lots["B"].balance == Balance(received=1, used=1)


def test_using_what_another_session_was_promised_holds_another_lot_for_that_one() -> None:
    stock = stock_of(a_lot("A", free=1, expires_in=30), a_lot("B", free=1))
    promised, walk_in = an_appointment(days=7), an_appointment(days=0)
    stock.hold(promised)
    assert stock.use("A", SESSION, walk_in.appointment_id)
    assert promised.held == {"B": 1}


def test_the_session_that_comes_last_loses_its_cartridge_first() -> None:
    stock = stock_of(a_lot("A", free=2))
    sooner, later = an_appointment(days=7), an_appointment(days=20)
    stock.hold(later)
    stock.hold(sooner)
    stock.discard("A", 1, RECEIPT, "dropped")
    assert (sooner.status, later.status) == (ReservationStatus.RESERVED, ReservationStatus.SHORT)


def test_a_use_of_what_is_not_there_leaves_the_ledger_as_it_is() -> None:
    stock = stock_of(a_lot("A", free=0), a_lot("B", free=1))
    appointment = an_appointment()
    stock.hold(appointment)
    assert not stock.use("A", SESSION, appointment.appointment_id)
    assert not stock.use("NEVER_SEEN", SESSION, appointment.appointment_id)
    assert stock.entries == []
    assert stock.lots["B"].balance == Balance(received=1, on_hand=1), "the session is over, so B is free"


def test_a_session_of_two_cartridges_is_done_when_both_are_used() -> None:
    stock = stock_of(a_lot("A", free=2))
    appointment = an_appointment(quantity=2)
    stock.hold(appointment)
    stock.use("A", SESSION, appointment.appointment_id)
    assert (appointment.status, appointment.held) == (ReservationStatus.RESERVED, {"A": 1})
    stock.use("A", SESSION, appointment.appointment_id)
    assert (appointment.status, appointment.held) == (ReservationStatus.USED, {})


def test_a_recall_quarantines_the_lot_and_holds_other_lots_for_who_lost_it() -> None:
    stock = stock_of(a_lot("BAD", free=3, expires_in=30), a_lot("GOOD", free=1))
    sooner, later = an_appointment(days=7), an_appointment(days=8)
    stock.hold(sooner)
    stock.hold(later)
    assert stock.write_off("BAD", EntryKind.RECALL, RECALL) == (3, 2)
    assert stock.lots["BAD"].balance == Balance(received=3, quarantine=3)
    assert (sooner.held, later.status) == ({"GOOD": 1}, ReservationStatus.SHORT)


def test_expired_stock_leaves_the_shelf() -> None:
    stock = stock_of(a_lot("OLD", free=4, expires_in=-1), a_lot("NEW", free=1))
    assert stock.available == 1
    assert stock.write_off("OLD", EntryKind.EXPIRE, None) == (4, 0)
    assert stock.lots["OLD"].balance.shelf == 0


def test_what_was_used_before_the_write_off_is_taken_out_of_it() -> None:
    stock = stock_of(a_lot("A", free=2))
    stock.write_off("A", EntryKind.EXPIRE, None)
    stock.restore("A", SESSION, Place.DISCARDED)
    assert stock.use("A", SESSION, an_appointment().appointment_id)
    assert stock.lots["A"].balance == Balance(received=2, used=1, discarded=1)


def test_an_appointment_whose_day_is_over_holds_nothing() -> None:
    stock = stock_of(a_lot("A"))
    yesterday = an_appointment(days=-1)
    stock.hold(yesterday)
    assert (yesterday.status, yesterday.held) == (ReservationStatus.RELEASED, {})


def test_more_cannot_be_discarded_than_is_on_the_shelf() -> None:
    stock = stock_of(a_lot("A", free=1))
    with pytest.raises(LedgerError):
        stock.discard("A", 2, RECEIPT, "dropped")


def test_no_movement_makes_a_balance_negative_or_untrue() -> None:
    with pytest.raises(LedgerError):
        Balance().receive(1).reserve(2)
    with pytest.raises(LedgerError):
        Balance().receive(1).moved(2, (Place.ON_HAND, Place.USED))
    with pytest.raises(LedgerError):
        Balance(received=2, on_hand=1)


def test_the_balance_is_what_the_ledger_adds_up_to() -> None:
    stock = stock_of()
    stock.receive("A", in_days(30), 5, RECEIPT)
    stock.hold(an_appointment(quantity=2))
    stock.use("A", SESSION, an_appointment().appointment_id)
    stock.discard("A", 1, RECEIPT, "dropped")
    assert add_up(stock.entries, held=2) == stock.lots["A"].balance == Balance(5, 1, 2, 1, 1)


def test_a_kind_of_entry_moves_only_from_and_to_the_places_that_it_means() -> None:
    with pytest.raises(LedgerError, match="use does not move from quarantine to used"):
        Entry("A", EntryKind.USE, 1, (Place.QUARANTINE, Place.USED), SESSION)


def test_what_another_clinic_receives_leaves_the_books_of_the_clinic_that_sent_it() -> None:
    sent = Balance().receive(3).moved(2, (Place.ON_HAND, Place.IN_TRANSIT))
    delivered = sent.moved(2, (Place.IN_TRANSIT, Place.OTHER_CLINIC))
    assert delivered == Balance(received=3, on_hand=1, transferred_out=2)
    arrived = Balance().moved(2, (Place.OTHER_CLINIC, Place.ON_HAND))
    assert arrived == Balance(transferred_in=2, on_hand=2)
