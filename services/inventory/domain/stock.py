"""One clinic's stock of one product: every movement of cartridges is decided here."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from services.inventory.domain.expiries import usable_on
from services.inventory.domain.fefo import pick
from services.inventory.domain.ledger import Entry, LedgerError, Restored
from services.inventory.domain.movements import take_back
from services.inventory.domain.places import EntryKind, Move, Place, the_move
from services.inventory.domain.plans import plan
from services.inventory.domain.reservations import OPEN, Reservation, ReservationStatus
from services.inventory.domain.shelf_lots import ShelfLot


@dataclass(slots=True)
class ClinicStock:
    """The lots of one product at one clinic, with those reservations of it that a decision may touch.

    ``write_off`` and ``discard`` may take cartridges from whoever holds the lot: its holders must be loaded; for
    ``use`` when ``is_promised`` says so.
    ``fill_short`` fills the short reservations that are loaded; ``plan_again`` needs all that hold any.
    """

    today: date
    """The clinic's local day."""
    lots: dict[str, ShelfLot] = field(default_factory=dict)
    reservations: dict[UUID, Reservation] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    """New ledger entries, in order."""

    @property
    def available(self) -> int:
        """Free cartridges that could be used today: neither expired nor recalled. StockLow is about this number."""
        return sum(lot.free for lot in self.lots.values() if not lot.recalled and usable_on(lot.expires_on, self.today))

    def shelf(self, lot: str) -> int:
        """Cartridges of a lot that are physically there, free or held; 0 for a lot never received here."""
        return self.lots[lot].balance.shelf if lot in self.lots else 0

    def is_promised(self, lot: str, appointment: UUID) -> bool:
        """Whether all of a lot that is there is held, and none of it for this appointment."""
        reservation = self.reservations.get(appointment)
        own = lot in reservation.held if reservation else False
        return not own and self.shelf(lot) > 0 and self.lots[lot].free == 0

    def receive(self, lot: str, expires_on: date, quantity: int, receipt: UUID) -> None:
        """Put ``quantity`` new cartridges on the shelf."""
        self.lots.setdefault(lot, ShelfLot(lot, expires_on))
        self._move(lot, EntryKind.RECEIPT, quantity, receipt)

    def hold(self, reservation: Reservation) -> None:
        """Hold what the reservation still needs for its day; keep what it holds while that is still right.

        Afterwards it is reserved, or short (and holds nothing), or used, or released when its day is over.
        """
        self.reservations[reservation.appointment_id] = reservation
        if reservation.needed == 0:
            self._give_back(reservation)
            reservation.status = ReservationStatus.USED
            return
        if reservation.day < self.today:
            self.release(reservation)
            return
        if not self._still_right(reservation):
            self._give_back(reservation)
            self._take(reservation, pick(reservation.needed, reservation.day, self.lots.values()))
        reservation.status = ReservationStatus.RESERVED if reservation.held else ReservationStatus.SHORT

    def release(self, reservation: Reservation) -> None:
        """Release what an appointment holds: it will not take place, or not with cartridges from here."""
        self._give_back(reservation)
        reservation.status = ReservationStatus.USED if reservation.needed == 0 else ReservationStatus.RELEASED

    def fill_short(self) -> None:
        """Try the short reservations again, earliest session first.

        One that needs more than there is does not keep a later one from being filled: it can take nothing anyway.
        """
        for reservation in sorted(self.reservations.values(), key=lambda each: each.order):
            if reservation.status is ReservationStatus.SHORT:
                self.hold(reservation)

    @property
    def is_short(self) -> bool:
        """Whether a session that is loaded lacks cartridges."""
        return any(each.status is ReservationStatus.SHORT for each in self.reservations.values())

    def plan_again(self, *, keep: bool = True) -> None:
        """Divide what is on the shelf among all sessions, the nearest first; all that hold any must be loaded.

        A far session gives its cartridges up to a nearer one, and gets others or is short: for it there is more time
        to order or to transfer some. ``keep``: those that can keep what they hold do.
        """
        held = {id: dict(each.held) for id, each in self.reservations.items()} if keep else {}
        sessions = [each for each in self.reservations.values() if self._is_ahead(each)]
        for each in sessions:
            self._give_back(each)
        planned = plan(sessions, self.lots.values(), held)
        for each in sessions:
            self._take(each, planned.get(each.appointment_id, {}))
            each.status = ReservationStatus.RESERVED if each.held else ReservationStatus.SHORT

    def use(self, lot: str, session: UUID, appointment: UUID, entry: UUID | None = None) -> bool:
        """A session used one cartridge of ``lot``. False when none is on the shelf: then the ledger stays as it is.

        Taken from what the appointment holds of this lot; else from what is free; else from the reservation
        whose session is last, which is held again from other lots: the cartridge is gone, whoever it was
        promised to. In every case the appointment needs one less, and gives one back when it held another lot.
        ``entry`` is the id that the ledger entry is to have.
        """
        self._need_one_less(appointment, used=lot)
        return self.account(lot, session, entry)

    def account(self, lot: str, session: UUID, entry: UUID | None = None) -> bool:
        """Enter a use that no reservation waits for. False when none is on the shelf."""
        if self.shelf(lot) == 0:
            return False
        losers = self._make_free(lot, 1)
        self._move(lot, EntryKind.USE, 1, session, id=entry)
        self._hold_again(losers)
        return True

    def let_go(self, appointment: UUID) -> Reservation:
        """The session is to hold another product: what it holds of this one is free, and it waits no longer here."""
        reservation = self.reservations.pop(appointment)
        self._give_back(reservation)
        reservation.status = ReservationStatus.SHORT
        return reservation

    def put_back(self, lot: str, took: EntryKind, session: UUID, entry: UUID, came: Restored | None = None) -> None:
        """The use, or the discard at the chair, that ``entry`` stands for did not take place: the cartridge is free.

        Written off at once, because of a recall or an expiry, when its lot must not be used any longer. One that
        ``came`` back onto the shelf only to be opened, because it was recorded late, is again where it was.
        """
        was = Place.USED if took is EntryKind.USE else Place.DISCARDED
        self._move(lot, EntryKind.RESTORE, 1, session, (was, Place.ON_HAND), corrects=entry)
        if not self._put_aside(lot, 1) and came is not None:
            kind, back = take_back((came.was, Place.ON_HAND))
            self._move(lot, kind, 1, session, back, corrects=came.entry)

    def count_uses(self, appointment: UUID, used: int) -> None:
        """How many cartridges the appointment's session has used, after one of them was withdrawn.

        Nothing is held for one whose need had been met: whoever books its session again asks for that.
        """
        reservation = self.reservations.get(appointment)
        if reservation is None:
            return
        reservation.used = used
        if reservation.needed == 0:
            self._give_back(reservation)
            reservation.status = ReservationStatus.USED
        elif reservation.status is ReservationStatus.USED:
            reservation.status = ReservationStatus.RELEASED
        elif reservation.status in OPEN:
            self.hold(reservation)

    def use_unaccounted(self, appointment: UUID) -> None:
        """A session used a cartridge that cannot be one of this stock: the appointment needs one less all the same."""
        self._need_one_less(appointment, used=None)

    def restore(self, lot: str, session: UUID, was: Place) -> None:
        """A cartridge that was written off, to ``was``, had been opened before: it is free again, to be taken next."""
        self._move(lot, EntryKind.RESTORE, 1, session, (was, Place.ON_HAND))

    def take_from_quarantine(self, lot: str, session: UUID) -> bool:
        """A session opened a recalled cartridge that lay apart: it is free, to be taken next. False: none did."""
        on_shelf = self.lots.get(lot)
        if on_shelf is None or not on_shelf.recalled or not on_shelf.balance.quarantine:
            return False
        self.restore(lot, session, Place.QUARANTINE)
        return True

    def discard(self, lot: str, quantity: int, cause: UUID, reason: str, entry: UUID | None = None) -> None:
        """Throw cartridges away; free ones first, then those held for the last sessions.

        Raises LedgerError when the shelf does not hold that many.
        """
        if quantity > self.shelf(lot):
            raise LedgerError(f"{quantity} cannot leave a shelf of {self.shelf(lot)}")
        losers = self._make_free(lot, quantity)
        self._move(lot, EntryKind.DISCARD, quantity, cause, (Place.ON_HAND, Place.DISCARDED), note=reason, id=entry)
        self._hold_again(losers)

    def write_off(self, lot: str, kind: EntryKind, cause: UUID | None) -> tuple[int, int]:
        """Take a whole lot off the shelf: expired to be discarded, recalled into quarantine.

        Its reservations are held again from other lots.

        Returns how many cartridges left the shelf and how many reservations lost the lot.
        """
        if lot not in self.lots:
            return (0, 0)
        on_shelf = self.lots[lot]
        if kind is EntryKind.RECALL:
            on_shelf.recall = cause
        losers = self._make_free(lot, on_shelf.balance.shelf)
        count = on_shelf.free
        if count:
            self._move(lot, kind, count, cause)
        self._hold_again(losers)
        return (count, len(losers))

    def put_aside(self, lot: str, count: int, recall: UUID) -> int:
        """Take some cartridges of a lot off the shelf, which are recalled by number: into quarantine.

        Returns how many reservations lost the lot; each is held again. Raises LedgerError when fewer are on the shelf.
        """
        if count > self.shelf(lot):
            raise LedgerError(f"{count} cannot leave a shelf of {self.shelf(lot)}")
        losers = self._make_free(lot, count)
        self._move(lot, EntryKind.RECALL, count, recall)
        self._hold_again(losers)
        return len(losers)

    def release_recalled(self, lot: str, recall: UUID, count: int) -> None:
        """A recall was withdrawn: what it had put into quarantine is on the shelf, unless its lot must not be used."""
        if self.lots[lot].recall == recall:
            self.lots[lot].recall = None
        if count:
            self._move(lot, EntryKind.RELEASE, count, recall)
            self._put_aside(lot, count)

    def move_by_hand(self, entry: Entry) -> None:
        """A person moved cartridges, or took a movement back; who held what leaves the shelf gets another.

        What enters the shelf of a lot that must not be used leaves it at once, because of the recall or the expiry.
        Raises LedgerError when the place does not hold that many.
        """
        leaves, enters = entry.move
        if leaves is Place.ON_HAND and entry.quantity > self.shelf(entry.lot):
            raise LedgerError(f"{entry.quantity} cannot leave a shelf of {self.shelf(entry.lot)}")
        losers = self._make_free(entry.lot, entry.quantity) if leaves is Place.ON_HAND else []
        self._enter(entry)
        if enters is Place.ON_HAND:
            self._put_aside(entry.lot, entry.quantity)
        self._hold_again(losers)

    def enter_at_once(self, *entries: Entry) -> None:
        """Movements that follow each other at once, so that nothing of them is free, or put aside, in between."""
        for entry in entries:
            self._enter(entry)

    def send_away(self, lot: str, cause: UUID, note: str) -> None:
        """One cartridge left for another clinic, which has it now."""
        losers = self._make_free(lot, 1)
        self._move(lot, EntryKind.SEND, 1, cause, note=note)
        self._move(lot, EntryKind.DELIVER, 1, cause, note=note)
        self._hold_again(losers)

    def arrive(self, lot: str, expires_on: date, cause: UUID, note: str) -> None:
        """One cartridge came from another clinic."""
        self.lots.setdefault(lot, ShelfLot(lot, expires_on))
        self._move(lot, EntryKind.ARRIVE, 1, cause, note=note)

    def come_back(self, lot: str, expires_on: date, cause: UUID, note: str) -> None:
        """The same for one that lies here as if it had not left: not on the shelf, when its lot must not be used."""
        self.arrive(lot, expires_on, cause, note)
        self._put_aside(lot, 1)

    def take_written_off(self, lot: str, session: UUID) -> None:
        """One that came onto the shelf and left it at once, because its lot must not be used, is on it, to move on."""
        on_shelf = self.lots[lot]
        if on_shelf.recalled:
            self.restore(lot, session, Place.QUARANTINE)
        elif not usable_on(on_shelf.expires_on, self.today):
            self.restore(lot, session, Place.DISCARDED)

    def _put_aside(self, lot: str, count: int) -> bool:
        """Take what has just come onto the shelf off it again, when its lot must not be used any longer; whether so."""
        on_shelf = self.lots[lot]
        if on_shelf.recalled:
            self._move(lot, EntryKind.RECALL, count, on_shelf.recall)
            return True
        if not usable_on(on_shelf.expires_on, self.today):
            self._move(lot, EntryKind.EXPIRE, count, None)
            return True
        return False

    def _move(
        self,
        lot: str,
        kind: EntryKind,
        quantity: int,
        cause: UUID | None,
        move: Move | None = None,
        *,
        note: str = "",
        id: UUID | None = None,
        corrects: UUID | None = None,
    ) -> None:
        self._enter(Entry(lot, kind, quantity, move or the_move(kind), cause, note, id, corrects))

    def _enter(self, entry: Entry) -> None:
        """The only way in which cartridges move: the entry, and the balance that follows from it."""
        on_shelf = self.lots[entry.lot]
        on_shelf.balance = on_shelf.balance.moved(entry.quantity, entry.move)
        self.entries.append(entry)

    def _is_ahead(self, reservation: Reservation) -> bool:
        asks = reservation.status in (ReservationStatus.RESERVED, ReservationStatus.SHORT)
        return asks and reservation.needed > 0 and reservation.day >= self.today

    def _still_right(self, reservation: Reservation) -> bool:
        return sum(reservation.held.values()) == reservation.needed and all(
            usable_on(self.lots[lot].expires_on, reservation.day) and not self.lots[lot].recalled
            for lot in reservation.held
        )

    def _take(self, reservation: Reservation, picked: dict[str, int]) -> None:
        for lot, count in picked.items():
            self.lots[lot].balance = self.lots[lot].balance.reserve(count)
        reservation.held = dict(picked)

    def _give_back(self, reservation: Reservation) -> None:
        for lot, count in reservation.held.items():
            self.lots[lot].balance = self.lots[lot].balance.release(count)
        reservation.held = {}

    def _give_back_one(self, reservation: Reservation, lot: str) -> None:
        self.lots[lot].balance = self.lots[lot].balance.release(1)
        reservation.held[lot] -= 1
        if reservation.held[lot] == 0:
            del reservation.held[lot]

    def _need_one_less(self, appointment: UUID, used: str | None) -> None:
        reservation = self.reservations.get(appointment)
        if reservation is None:
            return
        if used in reservation.held:
            self._give_back_one(reservation, used)
        elif reservation.held:
            # Of what is left, keep what expires first: it is the harder to place elsewhere.
            self._give_back_one(reservation, max(reservation.held, key=lambda lot: (self.lots[lot].expires_on, lot)))
        reservation.used += 1
        if reservation.needed == 0:
            self._give_back(reservation)
            reservation.status = ReservationStatus.USED

    def _make_free(self, lot: str, count: int) -> list[Reservation]:
        """Give back held cartridges until ``count`` of the lot are free, last session first; who lost theirs."""
        losers = []
        holders = sorted((each for each in self.reservations.values() if lot in each.held), key=lambda each: each.order)
        while self.lots[lot].free < count:
            losers.append(holders.pop())
            self._give_back(losers[-1])
        return losers

    def _hold_again(self, losers: list[Reservation]) -> None:
        for reservation in losers:
            reservation.status = ReservationStatus.SHORT
        self.fill_short()
