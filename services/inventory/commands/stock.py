"""What follows every movement of a product's stock at a clinic."""

from dataclasses import dataclass, field
from uuid import UUID

from chassis.work import Work
from contracts.inventory.stock import CartridgesFellShort, CartridgesFound
from services.inventory.commands.expiring_lots import follow_free
from services.inventory.commands.levels import notice_level
from services.inventory.commands.recall_items import follow_quarantine
from services.inventory.commands.shortages import notice_shortages
from services.inventory.domain.fefo import pick
from services.inventory.domain.reservations import Reservation, ReservationStatus
from services.inventory.store.clinics import Clinic
from services.inventory.store.products import fitting_substitutes
from services.inventory.store.stock import Shelf, adopt, keep_shelf, load_holders, load_shelf, send_home


@dataclass(frozen=True, slots=True)
class _State:
    """Whether a session has its cartridges, and of which product."""

    status: ReservationStatus
    product: str


@dataclass(slots=True)
class _Changes:
    """How sessions stood before a movement, and how they stand now, over all products that it touched."""

    clinic: Clinic
    before: dict[UUID, _State] = field(default_factory=dict)
    after: dict[UUID, tuple[_State, Reservation]] = field(default_factory=dict)

    def began(self, shelf: Shelf) -> None:
        for id, each in shelf.reservations_before.items():
            self.before.setdefault(id, _State(each.status, shelf.gtin))

    def ended(self, shelf: Shelf) -> None:
        for id, each in shelf.stock.reservations.items():
            self.after[id] = (_State(each.status, shelf.gtin), each)

    def lacked(self) -> dict[str, bool]:
        """Products that a session lacked before or lacks now; whether one that lacked it holds cartridges now."""
        short = ReservationStatus.SHORT
        found = {state.product: False for state in self.before.values() if state.status is short}
        found |= {each.gtin: False for state, each in self.after.values() if state.status is short}
        for id, (state, each) in self.after.items():
            if state.status is ReservationStatus.RESERVED and id in self.before and self.before[id].status is short:
                found[each.gtin] = True
        return found

    def publish(self, work: Work) -> None:
        """Which sessions fell short, and which have cartridges now, after they fell short or of another product."""
        for id, (state, each) in self.after.items():
            before = self.before.get(id)
            was_short = before is not None and before.status is ReservationStatus.SHORT
            about = {
                "clinic_id": self.clinic.id,
                "appointment_id": id,
                "gtin": each.gtin,
                "session_at": each.session_at,
            }
            if state.status is ReservationStatus.SHORT and not was_short:
                fell = about | {"quantity": each.needed, "noticed_at": work.now}
                work.publish(CartridgesFellShort.model_validate(fell))
            elif state.status is ReservationStatus.RESERVED and (was_short or _is_news(before, state, each)):
                substitute = None if state.product == each.gtin else state.product
                found = about | {"substitute_gtin": substitute, "found_at": work.now}
                work.publish(CartridgesFound.model_validate(found))


def _is_news(before: _State | None, now: _State, reservation: Reservation) -> bool:
    """Whether another product is held than everybody takes for granted."""
    held = before.product if before and before.status is ReservationStatus.RESERVED else reservation.gtin
    return now.product != held


async def settle(work: Work, shelf: Shelf) -> None:
    """Fill short reservations from what has become free, keep everything, and publish who and what is short.

    Where that leaves a session short, a later one gives way to it, if that helps; then a product that serves instead
    is held, as far as it is free. A session that holds such a substitute gets the product that it wants when there is
    some.
    """
    changes = _Changes(shelf.clinic)
    await _settle(work, shelf, changes)
    changes.publish(work)
    await notice_shortages(work, shelf.clinic, changes.lacked())


async def settle_substitutes(work: Work, clinic: Clinic, gtin: str) -> None:
    """The catalogue says something else of what serves instead of a product: its sessions at a clinic follow.

    Those that hold what does not serve any longer lose it, and those that are short get what does.
    """
    changes = _Changes(clinic)
    fitting = await fitting_substitutes(work, gtin)
    away = (await load_shelf(work, clinic, gtin)).away
    freed = sorted({each.substitute for each in away} - set(fitting))
    for substitute in freed:
        leaving = [each.reservation.appointment_id for each in away if each.substitute == substitute]
        other = await load_shelf(work, clinic, substitute, appointments=leaving)
        changes.began(other)
        for appointment in leaving:
            other.stock.let_go(appointment)
        await keep_shelf(work, other)
        await follow_free(work, other)
        await send_home(work, leaving)
    for each in [gtin, *freed]:
        await _settle(work, await load_shelf(work, clinic, each), changes)
    changes.publish(work)
    await notice_shortages(work, clinic, changes.lacked())


async def _settle(work: Work, shelf: Shelf, changes: _Changes) -> None:
    """Every shelf is kept before another of the same product is loaded."""
    changes.began(shelf)
    shelf.stock.fill_short()
    if shelf.stock.is_short:
        await load_holders(work, shelf)
        changes.began(shelf)
        shelf.stock.plan_again()
    guests = [shelf.stock.let_go(each.appointment_id) for each in _short(shelf) if each.gtin != shelf.gtin]
    await send_home(work, [each.appointment_id for each in guests])
    freed = await _call_home(work, shelf, changes)
    await _keep(work, shelf, changes)
    await _place_elsewhere(work, shelf, changes)
    for gtin in [*freed, *sorted({each.gtin for each in guests})]:
        await _settle(work, await load_shelf(work, shelf.clinic, gtin), changes)


async def _keep(work: Work, shelf: Shelf, changes: _Changes) -> None:
    await keep_shelf(work, shelf)
    await follow_quarantine(work, shelf)
    await follow_free(work, shelf)
    changes.ended(shelf)
    await notice_level(work, shelf.clinic, shelf.gtin, shelf.stock.available)


def _short(shelf: Shelf) -> list[Reservation]:
    """The nearest session first."""
    short = (each for each in shelf.stock.reservations.values() if each.status is ReservationStatus.SHORT)
    return sorted(short, key=lambda each: each.order)


def _is_free_for(shelf: Shelf, session: Reservation) -> bool:
    return bool(pick(session.needed, session.day, shelf.stock.lots.values()))


async def _call_home(work: Work, shelf: Shelf, changes: _Changes) -> list[str]:
    """Sessions that hold a substitute get this product, as far as it is free. Answers what became free for that."""
    freed = []
    for gtin in dict.fromkeys(each.substitute for each in shelf.away):
        sessions = [each.reservation for each in shelf.away if each.substitute == gtin]
        if not any(_is_free_for(shelf, each) for each in sessions):
            continue
        other = await load_shelf(work, shelf.clinic, gtin, appointments=[each.appointment_id for each in sessions])
        changes.began(other)
        for each in sessions:
            _move_if_free(other, shelf, each)
        await keep_shelf(work, other)
        await follow_free(work, other)
        freed.append(gtin)
    return freed


async def _place_elsewhere(work: Work, shelf: Shelf, changes: _Changes) -> None:
    """Sessions that are short get a product that serves instead, as far as nobody holds it or is short of it."""
    own = [each for each in _short(shelf) if each.gtin == shelf.gtin]
    for gtin in await fitting_substitutes(work, shelf.gtin) if own else ():
        other = await load_shelf(work, shelf.clinic, gtin)
        changes.began(other)
        other.stock.fill_short()
        placed = [each for each in _short(shelf) if each in own and _move_if_free(shelf, other, each)]
        if placed:
            await _keep(work, other, changes)


def _move_if_free(whence: Shelf, to: Shelf, session: Reservation) -> bool:
    is_free = _is_free_for(to, session)
    if is_free:
        _move(whence, to, session.appointment_id)
    return is_free


def _move(whence: Shelf, to: Shelf, appointment: UUID) -> None:
    session = whence.stock.let_go(appointment)
    adopt(to, session)
    to.stock.hold(session)
