"""Loads a clinic's stock of a product for a decision in domain/, and stores the result.

The caller has locked the clinic's row (clinics.py). Balances are locked when they are loaded, by lot.
"""

from collections.abc import Collection
from copy import copy
from dataclasses import dataclass, field, fields
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, insert, or_, select, update

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.inventory.domain.ledger import Balance
from services.inventory.domain.reservations import Reservation, ReservationStatus
from services.inventory.domain.shelf_lots import ShelfLot
from services.inventory.domain.stock import ClinicStock
from services.inventory.store.clinics import Clinic
from services.inventory.store.pairs import among
from services.inventory.store.recalls import bars, bars_some
from services.inventory.tables import balances, held_cartridges, ledger, lots, moved_serials, recalls, reservations

r = reservations.c
planned_from: ColumnElement[str] = func.coalesce(r.substitute_gtin, r.gtin)
"""The product that a reservation holds or waits for."""
_PARTS = tuple(part.name for part in fields(Balance))


@dataclass(frozen=True, slots=True)
class Away:
    """A session that holds a substitute of the product that it wants."""

    reservation: Reservation
    substitute: str
    """GTIN."""


@dataclass(slots=True)
class Shelf:
    """One product's stock at one locked clinic, with its state when it was loaded."""

    clinic: Clinic
    gtin: str
    stock: ClinicStock
    balances_before: dict[str, Balance]
    reservations_before: dict[UUID, Reservation]
    away: list[Away]
    """Sessions that want this product and hold a substitute; the nearest first."""
    adopted: set[UUID] = field(default_factory=set)
    """Sessions that came from another product since it was loaded."""


async def load_shelf(
    work: Work,
    clinic: Clinic,
    gtin: str,
    *,
    lots_named: Collection[str] = (),
    appointments: Collection[UUID] = (),
    holders_of: str | None = None,
) -> Shelf:
    """Load the lots that hold anything and the short reservations; beside them what a decision names.

    ``lots_named`` also when they are empty; ``appointments`` whatever their status; ``holders_of`` a lot: whoever
    holds it. Only for a clinic whose zone is known.
    """
    stock = ClinicStock(clinic.day_of(work.now))
    for row in await _lot_rows(work, clinic, gtin, lots_named):
        stock.lots[row.lot] = ShelfLot(row.lot, row.expires_on, row.recall_id, balance_of(row), row.in_part)
    wanted = set(appointments)
    if holders_of is not None:
        wanted |= await _holders(work, clinic, gtin, holders_of)
    stock.reservations, away = await _reservations(work, clinic, gtin, r.appointment_id.in_(sorted(wanted)))
    return Shelf(
        clinic,
        gtin,
        stock,
        {lot.lot: lot.balance for lot in stock.lots.values()},
        {each.appointment_id: _copy(each) for each in stock.reservations.values()},
        away,
    )


def balance_of(row: Row) -> Balance:
    """A row of ``balances``."""
    return Balance(*(row[part] for part in _PARTS))


async def load_holders(work: Work, shelf: Shelf) -> None:
    """Load, beside what is loaded already, everybody who holds any of the product."""
    reserved = r.status == ReservationStatus.RESERVED.value
    holding, _ = await _reservations(work, shelf.clinic, shelf.gtin, reserved)
    for id, reservation in holding.items():
        if id not in shelf.stock.reservations:
            shelf.stock.reservations[id] = reservation
            shelf.reservations_before[id] = _copy(reservation)


async def counts_on_shelf(work: Work, clinic_id: UUID, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """How many cartridges of each of the lots, by (gtin, lot), are on a clinic's shelf, free or held."""
    of = balances.c
    there = select(of.gtin, of.lot, (of.on_hand + of.reserved).label("there"))
    rows = await work.execute(there.where(of.clinic_id == clinic_id, among(of.gtin, of.lot, keys)))
    return dict.fromkeys(keys, 0) | {(row.gtin, row.lot): row.there for row in rows}


async def introduce_lot(work: Work, shelf: Shelf, lot: str) -> ShelfLot:
    """A lot that is known in the chain, as one of this clinic's, before the first of it comes here."""
    if lot not in shelf.stock.lots:
        recall = recalls.c.id.label("recall_id")
        in_part = bars_some(lots.c.gtin, lots.c.lot).label("in_part")
        known = select(lots.c.expires_on, recall, in_part).outerjoin(recalls, bars(lots.c.gtin, lots.c.lot))
        row = (await work.execute(known.where(lots.c.gtin == shelf.gtin, lots.c.lot == lot))).one()
        shelf.stock.lots[lot] = ShelfLot(lot, row.expires_on, row.recall_id, in_part=row.in_part)
    return shelf.stock.lots[lot]


async def send_home(work: Work, appointments: Collection[UUID]) -> None:
    """Sessions lost the substitute that they held, and have been let go: they are short of the product they want."""
    if not appointments:
        return
    ids = sorted(appointments)
    short = {"status": ReservationStatus.SHORT.value, "substitute_gtin": None, "changed_at": work.now}
    await work.execute(update(reservations).where(r.appointment_id.in_(ids)).values(short))
    await work.execute(delete(held_cartridges).where(held_cartridges.c.appointment_id.in_(ids)))


def adopt(shelf: Shelf, reservation: Reservation) -> None:
    """The session is planned from this product from now on; it came from another, which has let it go."""
    shelf.stock.reservations[reservation.appointment_id] = reservation
    shelf.reservations_before[reservation.appointment_id] = _copy(reservation)
    shelf.adopted.add(reservation.appointment_id)


async def keep_shelf(work: Work, shelf: Shelf) -> None:
    """Write what a decision changed: balances, ledger entries, reservations and what they hold."""
    await _keep_balances(work, shelf)
    await _keep_entries(work, shelf)
    await _keep_reservations(work, shelf)


async def _lot_rows(work: Work, clinic: Clinic, gtin: str, named: Collection[str]) -> list[Row]:
    statement = (
        select(
            balances,
            lots.c.expires_on,
            recalls.c.id.label("recall_id"),
            bars_some(balances.c.gtin, balances.c.lot).label("in_part"),
        )
        .join(lots, (lots.c.gtin == balances.c.gtin) & (lots.c.lot == balances.c.lot))
        .outerjoin(recalls, bars(balances.c.gtin, balances.c.lot))
        .where(
            balances.c.clinic_id == clinic.id,
            balances.c.gtin == gtin,
            or_(balances.c.on_hand > 0, balances.c.reserved > 0, balances.c.lot.in_(named)),
        )
        .order_by(balances.c.lot)
        .with_for_update(of=balances)
    )
    return (await work.execute(statement)).all()


async def _holders(work: Work, clinic: Clinic, gtin: str, lot: str) -> set[UUID]:
    held = held_cartridges.c
    statement = select(held.appointment_id).where(held.clinic_id == clinic.id, held.gtin == gtin, held.lot == lot)
    return set((await work.execute(statement)).scalars())


async def _reservations(
    work: Work, clinic: Clinic, gtin: str, wanted: ColumnElement[bool]
) -> tuple[dict[UUID, Reservation], list[Away]]:
    """Those that are short, and the ``wanted`` ones, with what they hold; and those that hold a substitute."""
    statement = (
        select(reservations, held_cartridges.c.lot, held_cartridges.c.quantity.label("held"))
        .outerjoin(held_cartridges, held_cartridges.c.appointment_id == r.appointment_id)
        .where(
            r.clinic_id == clinic.id,
            or_(
                (r.gtin == gtin) & (r.status == ReservationStatus.SHORT.value),
                and_(planned_from == gtin, wanted),
                (r.gtin == gtin) & r.substitute_gtin.is_not(None) & (r.status == ReservationStatus.RESERVED.value),
            ),
        )
    )
    found: dict[UUID, Reservation] = {}
    away: dict[UUID, Away] = {}
    for row in await work.execute(statement):
        if row["substitute_gtin"] not in (None, gtin):
            away[row["appointment_id"]] = Away(_reservation(clinic, row), row["substitute_gtin"])
            continue
        reservation = found.setdefault(row["appointment_id"], _reservation(clinic, row))
        if row["lot"] is not None:
            reservation.held[row["lot"]] = row["held"]
    return found, sorted(away.values(), key=lambda each: each.reservation.order)


def _reservation(clinic: Clinic, row: Row) -> Reservation:
    return Reservation(
        row["appointment_id"],
        row["session_at"],
        clinic.day_of(row["session_at"]),
        row["quantity"],
        row["used"],
        ReservationStatus(row["status"]),
        gtin=row["gtin"],
    )


def _copy(reservation: Reservation) -> Reservation:
    kept = copy(reservation)
    kept.held = dict(reservation.held)
    return kept


async def _keep_balances(work: Work, shelf: Shelf) -> None:
    changed = [lot for lot in shelf.stock.lots.values() if lot.balance != shelf.balances_before.get(lot.lot)]
    fresh = [_balance_row(shelf, lot) for lot in changed if lot.lot not in shelf.balances_before]
    moved = [{"of_lot": lot.lot, **_counts(lot.balance)} for lot in changed if lot.lot in shelf.balances_before]
    if fresh:
        await work.execute(insert(balances), fresh)
    if moved:
        statement = update(balances).where(
            balances.c.clinic_id == shelf.clinic.id,
            balances.c.gtin == shelf.gtin,
            balances.c.lot == bindparam("of_lot"),
        )
        await work.execute(statement.values({part: bindparam(part) for part in _PARTS}), moved)


def _balance_row(shelf: Shelf, lot: ShelfLot) -> dict[str, Any]:
    return {"clinic_id": shelf.clinic.id, "gtin": shelf.gtin, "lot": lot.lot, **_counts(lot.balance)}


def _counts(balance: Balance) -> dict[str, int]:
    return {part: getattr(balance, part) for part in _PARTS}


async def _keep_entries(work: Work, shelf: Shelf) -> None:
    entries = [(entry.id or new_id(), entry) for entry in shelf.stock.entries]
    rows = [
        {
            "id": id,
            "clinic_id": shelf.clinic.id,
            "gtin": shelf.gtin,
            "lot": entry.lot,
            "kind": entry.kind.value,
            "quantity": entry.quantity,
            "leaves": entry.move[0].value,
            "enters": entry.move[1].value,
            "cause": entry.cause,
            "corrects": entry.corrects,
            "note": entry.note,
            "actor": work.actor.subject,
            "at": work.now,
        }
        for id, entry in entries
    ]
    if rows:
        await work.execute(insert(ledger), rows)
    numbers = [
        {"entry_id": id, "serial": serial, "gtin": shelf.gtin} for id, entry in entries for serial in entry.serials
    ]
    if numbers:
        await work.execute(insert(moved_serials), numbers)


async def _keep_reservations(work: Work, shelf: Shelf) -> None:
    changed = [
        each
        for each in shelf.stock.reservations.values()
        if each.appointment_id in shelf.adopted or each != shelf.reservations_before.get(each.appointment_id)
    ]
    if not changed:
        return
    statement = update(reservations).where(reservations.c.appointment_id == bindparam("of_appointment"))
    await work.execute(
        statement.values(
            used=bindparam("used"),
            status=bindparam("status"),
            substitute_gtin=bindparam("substitute"),
            changed_at=work.now,
        ),
        [
            {
                "of_appointment": each.appointment_id,
                "used": each.used,
                "status": each.status.value,
                "substitute": None if each.gtin == shelf.gtin else shelf.gtin,
            }
            for each in changed
        ],
    )
    await _keep_held(work, shelf, changed)


async def _keep_held(work: Work, shelf: Shelf, changed: list[Reservation]) -> None:
    before = {id: each.held for id, each in shelf.reservations_before.items()}
    rehung = [each for each in changed if each.held != before[each.appointment_id]]
    lost = [id for id in (each.appointment_id for each in rehung) if before[id] or id in shelf.adopted]
    rows = [
        {
            "appointment_id": each.appointment_id,
            "lot": lot,
            "clinic_id": shelf.clinic.id,
            "gtin": shelf.gtin,
            "quantity": quantity,
        }
        for each in rehung
        for lot, quantity in each.held.items()
    ]
    if lost:
        await work.execute(delete(held_cartridges).where(held_cartridges.c.appointment_id.in_(lost)))
    if rows:
        await work.execute(insert(held_cartridges), rows)
