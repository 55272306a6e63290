"""Whatever happens to a clinic's stock, in whatever order: the ledger adds up and no promise is made twice."""

from datetime import timedelta
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from services.inventory.domain.expiries import usable_on
from services.inventory.domain.places import EntryKind, Place
from services.inventory.domain.reservations import Reservation, ReservationStatus
from services.inventory.domain.stock import ClinicStock
from tests.unit.inventory.factories import RECALL, RECEIPT, SESSION, TODAY, add_up, an_appointment, in_days
from tests.unit.inventory.plan_oracle import served

RESERVED, SHORT = ReservationStatus.RESERVED, ReservationStatus.SHORT
LOTS = {"A": 3, "B": 10, "C": 10, "D": 40}
"""Lots and how many days from the start they expire."""
lots = st.sampled_from(sorted(LOTS))
small = st.integers(1, 3)


class StockHistory(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.stock = ClinicStock(TODAY)
        self.appointments: list[Reservation] = []
        self.sessions = 0

    def settle(self) -> None:
        self.stock.fill_short()
        if self.stock.is_short:
            self.stock.plan_again()

    def one_of_them(self, data: st.DataObject) -> Reservation:
        return data.draw(st.sampled_from(self.appointments))

    @rule(lot=lots, quantity=small)
    def receive(self, lot: str, quantity: int) -> None:
        expires_on = in_days(LOTS[lot])
        known = self.stock.lots.get(lot)
        if usable_on(expires_on, self.stock.today) and not (known and known.recalled):
            self.stock.receive(lot, expires_on, quantity, RECEIPT)
            self.settle()

    @rule(days=st.integers(0, 30), quantity=small)
    def book(self, days: int, quantity: int) -> None:
        reservation = an_appointment(days, quantity)
        reservation.day = self.stock.today + timedelta(days=days)
        self.appointments.append(reservation)
        self.stock.hold(reservation)
        self.settle()

    @precondition(lambda self: self.appointments)
    @rule(data=st.data(), days=st.integers(0, 30), quantity=small)
    def move(self, data: st.DataObject, days: int, quantity: int) -> None:
        reservation = self.one_of_them(data)
        reservation.day, reservation.quantity = self.stock.today + timedelta(days=days), quantity
        self.stock.hold(reservation)
        self.settle()

    @precondition(lambda self: self.appointments)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        self.stock.release(self.one_of_them(data))
        self.settle()

    @precondition(lambda self: self.appointments)
    @rule(data=st.data(), lot=lots)
    def use(self, data: st.DataObject, lot: str) -> None:
        before = self.stock.shelf(lot)
        used = self.stock.use(lot, UUID(int=self.sessions), self.one_of_them(data).appointment_id)
        assert used == (before > 0)
        assert self.stock.shelf(lot) == before - used
        self.sessions += 1
        self.settle()

    @rule(lot=lots, quantity=small)
    def discard(self, lot: str, quantity: int) -> None:
        if quantity <= self.stock.shelf(lot):
            self.stock.discard(lot, quantity, RECEIPT, "dropped")
            self.settle()

    @rule(lot=lots)
    def recall(self, lot: str) -> None:
        self.stock.write_off(lot, EntryKind.RECALL, RECALL)
        assert self.stock.shelf(lot) == 0
        self.settle()

    @rule(days=st.integers(1, 5))
    def days_go_by(self, days: int) -> None:
        self.stock.today += timedelta(days=days)
        for reservation in self.appointments:
            if reservation.day < self.stock.today:
                self.stock.release(reservation)
        for lot in self.stock.lots.values():
            if not usable_on(lot.expires_on, self.stock.today):
                self.stock.write_off(lot.lot, EntryKind.EXPIRE, None)
        self.settle()

    @rule(lot=lots)
    def hear_late_of_a_use(self, lot: str) -> None:
        written_off = self.stock.lots[lot].balance if lot in self.stock.lots else None
        if written_off and (written_off.quarantine or written_off.discarded):
            was = Place.QUARANTINE if written_off.quarantine else Place.DISCARDED
            self.stock.restore(lot, SESSION, was)
            assert self.stock.use(lot, SESSION, UUID(int=1))
            self.settle()

    @invariant()
    def the_ledger_adds_up_to_the_balance(self) -> None:
        for lot in self.stock.lots.values():
            held = sum(each.held.get(lot.lot, 0) for each in self.appointments)
            entries = [entry for entry in self.stock.entries if entry.lot == lot.lot]
            assert add_up(entries, held) == lot.balance

    @invariant()
    def a_reservation_holds_all_it_needs_or_nothing(self) -> None:
        for each in self.appointments:
            reserved = each.status is ReservationStatus.RESERVED
            assert sum(each.held.values()) == (each.needed if reserved else 0)
            assert all(each.held.values())

    @invariant()
    def what_is_held_can_be_used_on_its_day(self) -> None:
        for each in self.appointments:
            for lot in (self.stock.lots[held] for held in each.held):
                assert usable_on(lot.expires_on, each.day)
                assert not lot.recalled

    @invariant()
    def the_nearest_sessions_are_served(self) -> None:
        ahead = [each for each in self.appointments if each.status in (RESERVED, SHORT)]
        assert {each.appointment_id for each in ahead if each.status is RESERVED} == served(
            ahead, self.stock.lots.values()
        )


TestStockHistory = StockHistory.TestCase
TestStockHistory.settings = settings(max_examples=60, stateful_step_count=30)
