"""Cartridges as sessions use them up: from the appointment's reservation, or as an incident."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from sqlalchemy import case, func, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.ids import new_id
from chassis.work import Work
from contracts.booking.cartridges import CartridgeUsed
from contracts.inventory.stock import CartridgeMisused
from services.inventory.commands.reservations import ReservationRow, lock_with_reservation
from services.inventory.commands.stock import settle
from services.inventory.domain import incidents as why
from services.inventory.domain.expiries import usable_on
from services.inventory.domain.ledger import EntryKind
from services.inventory.store.clinics import Clinic
from services.inventory.store.merged_patients import person
from services.inventory.store.stock import Shelf, load_shelf
from services.inventory.tables import balances, incidents, ledger, recalls, reservations, serials, uses


async def use_cartridge(work: Work, event: CartridgeUsed) -> None:
    """Trace a use, take it from stock and from the appointment's reservation.

    A use that the ledger cannot account for, or of a cartridge that should not have been used, is traced as well and
    becomes an incident; the ledger never goes below zero for it.
    """
    before, clinics = await lock_with_reservation(work, event.appointment_id, event.clinic_id)
    clinic = clinics[event.clinic_id]
    reason = await _wrong_with_serial(work, event)
    elsewhere = before is not None and (before.clinic_id, before.gtin) != (event.clinic_id, event.gtin)
    if before and (elsewhere or clinic.zone is None):
        await _count_for_reservation(work, event, before, clinics[before.clinic_id])
    if clinic.zone is not None:
        reason = await _take(work, event, clinic, reason)
    reason = reason or (None if clinic.zone else why.none_left(event.lot))
    incident_id = await _report(work, event, reason) if reason else None
    await _trace(work, event, incident_id)


async def _take(work: Work, event: CartridgeUsed, clinic: Clinic, serial_reason: str | None) -> str | None:
    """Take the cartridge from the shelf; the reason why that is an incident, if it is one."""
    shelf = await _load(work, event, clinic)
    if serial_reason:
        shelf.stock.use_unaccounted(event.appointment_id)
        await settle(work, shelf)
        return serial_reason
    if shelf.stock.shelf(event.lot) == 0 and await _written_off_since(work, event) > 0:
        shelf.stock.restore(event.lot, event.session_id)
    accounted = shelf.stock.use(event.lot, event.session_id, event.appointment_id)
    await settle(work, shelf)
    return _expired(shelf, event) if accounted else await _why_not_there(work, event, shelf)


async def _load(work: Work, event: CartridgeUsed, clinic: Clinic) -> Shelf:
    """The lot and the appointment; those who hold the lot only when one of them has to give its cartridge up."""
    load = partial(load_shelf, work, clinic, event.gtin, lots_named=[event.lot], appointments=[event.appointment_id])
    shelf = await load()
    return await load(holders_of=event.lot) if shelf.stock.is_promised(event.lot, event.appointment_id) else shelf


async def _count_for_reservation(work: Work, event: CartridgeUsed, before: ReservationRow, clinic: Clinic) -> None:
    """The session used another product or sat at another clinic than reserved for: the need is met all the same."""
    if clinic.zone is None:
        statement = update(reservations).where(reservations.c.appointment_id == event.appointment_id)
        await work.execute(statement.values(used=reservations.c.used + 1, changed_at=work.now))
        return
    shelf = await load_shelf(work, clinic, before.gtin, appointments=[event.appointment_id])
    shelf.stock.use_unaccounted(event.appointment_id)
    await settle(work, shelf)


async def _written_off_since(work: Work, event: CartridgeUsed) -> int:
    """Cartridges of the lot that were written off after this use: it is one of them, recorded late."""
    entry = ledger.c
    statement = select(
        func.coalesce(func.sum(case((entry.kind == EntryKind.RESTORE.value, -entry.quantity), else_=entry.quantity)), 0)
    ).where(
        entry.clinic_id == event.clinic_id,
        entry.gtin == event.gtin,
        entry.lot == event.lot,
        entry.kind.in_([EntryKind.EXPIRE.value, EntryKind.RECALL.value, EntryKind.RESTORE.value]),
        entry.at > event.used_at,
    )
    return int((await work.execute(statement)).scalar_one())


async def _wrong_with_serial(work: Work, event: CartridgeUsed) -> str | None:
    """Note which session used a serial number; why this cannot be the cartridge it says, if it cannot."""
    if event.serial is None:
        return None
    seen = await _serial(work, event)
    if seen is None:
        only_numbered = await _numbered_only(work, event)
        return why.serial_never_received(event.serial, event.lot) if only_numbered else None
    if seen.used_in is not None:
        return why.serial_used_before(event.serial, seen.used_in)
    this = (serials.c.gtin == event.gtin) & (serials.c.serial == event.serial)
    await work.execute(update(serials).where(this).values(used_in=event.session_id))
    if seen.lot != event.lot:
        return why.serial_of_another_lot(event.serial, seen.lot)
    if seen.clinic_id != event.clinic_id:
        return why.serial_of_another_clinic(event.serial)
    return None


async def _numbered_only(work: Work, event: CartridgeUsed) -> bool:
    """Whether every cartridge of the lot that this clinic received was scanned with a serial number."""
    numbered = select(func.count()).where(
        serials.c.gtin == event.gtin, serials.c.lot == event.lot, serials.c.clinic_id == event.clinic_id
    )
    received = select(balances.c.received).where(
        balances.c.clinic_id == event.clinic_id, balances.c.gtin == event.gtin, balances.c.lot == event.lot
    )
    same = select(numbered.scalar_subquery() == received.scalar_subquery())
    return (await work.execute(same)).scalar_one() is True  # null where the lot never came


@dataclass(frozen=True, slots=True)
class _Serial:
    lot: str
    clinic_id: UUID | None
    used_in: UUID | None


async def _serial(work: Work, event: CartridgeUsed) -> _Serial | None:
    """The serial's locked row; None when it was never seen before: then it is now, in use."""
    fresh = insert(serials).values(
        gtin=event.gtin, serial=event.serial, lot=event.lot, clinic_id=None, used_in=event.session_id
    )
    if (await work.execute(fresh.on_conflict_do_nothing().returning(serials.c.serial))).first():
        return None
    this = (serials.c.gtin == event.gtin) & (serials.c.serial == event.serial)
    row = (await work.execute(select(serials).where(this).with_for_update())).one()
    return _Serial(row.lot, row.clinic_id, row.used_in)


def _expired(shelf: Shelf, event: CartridgeUsed) -> str | None:
    expires_on = shelf.stock.lots[event.lot].expires_on
    if usable_on(expires_on, shelf.clinic.day_of(event.used_at)):
        return None
    return why.lot_expired(event.lot, expires_on)


async def _why_not_there(work: Work, event: CartridgeUsed, shelf: Shelf) -> str:
    of_lot = (recalls.c.gtin == event.gtin) & (recalls.c.lot == event.lot)
    recalled_at = (await work.execute(select(recalls.c.recalled_at).where(of_lot))).scalar()
    if recalled_at is not None and recalled_at <= event.used_at:
        return why.lot_recalled(event.lot, recalled_at)
    if event.lot in shelf.stock.lots:
        lot = shelf.stock.lots[event.lot]
        return _expired(shelf, event) or why.none_left(lot.lot)
    received = select(balances.c.clinic_id).where(balances.c.gtin == event.gtin, balances.c.lot == event.lot).limit(1)
    if (await work.execute(received)).first():
        return why.lot_of_another_clinic(event.lot)
    return why.lot_unknown(event.lot)


async def _report(work: Work, event: CartridgeUsed, reason: str) -> UUID:
    incident_id = new_id()
    await work.execute(
        insert(incidents).values(
            id=incident_id,
            clinic_id=event.clinic_id,
            gtin=event.gtin,
            lot=event.lot,
            serial=event.serial,
            session_id=event.session_id,
            appointment_id=event.appointment_id,
            reason=reason,
            noticed_at=work.now,
        )
    )
    work.publish(
        CartridgeMisused(
            clinic_id=event.clinic_id,
            gtin=event.gtin,
            lot=event.lot,
            session_id=event.session_id,
            reason=reason,
            noticed_at=work.now,
        )
    )
    return incident_id


async def _trace(work: Work, event: CartridgeUsed, incident_id: UUID | None) -> None:
    facts = event.model_dump(exclude={"lot_key", "patient_id"})
    whose = person(event.patient_id)
    await work.execute(insert(uses).values(id=new_id(), incident_id=incident_id, patient_id=whose, **facts))
