"""What opening a cartridge has in common, whether it is used or thrown away: its serial number, and what is wrong."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, func, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.ids import new_id
from chassis.work import Work
from contracts.booking.cartridges import CartridgeDiscarded, CartridgeUsed
from contracts.inventory.stock import CartridgeMisused
from services.inventory.domain import incidents as why
from services.inventory.domain.expiries import usable_on
from services.inventory.domain.ledger import EntryKind
from services.inventory.store.stock import Shelf
from services.inventory.store.uses import is_numbered_only
from services.inventory.tables import balances, incidents, ledger, recalls, serials

OpenedEvent = CartridgeUsed | CartridgeDiscarded


def opened_at(event: OpenedEvent) -> datetime:
    """When it was used or thrown away (UTC)."""
    return event.used_at if isinstance(event, CartridgeUsed) else event.discarded_at


async def written_off_since(work: Work, event: OpenedEvent) -> int:
    """Cartridges of the lot that were written off after this one was opened: it is one of them, recorded late."""
    entry = ledger.c
    statement = select(
        func.coalesce(func.sum(case((entry.kind == EntryKind.RESTORE.value, -entry.quantity), else_=entry.quantity)), 0)
    ).where(
        entry.clinic_id == event.clinic_id,
        entry.gtin == event.gtin,
        entry.lot == event.lot,
        entry.kind.in_([EntryKind.EXPIRE.value, EntryKind.RECALL.value, EntryKind.RESTORE.value]),
        entry.corrects.is_(None),
        entry.at > opened_at(event),
    )
    return int((await work.execute(statement)).scalar_one())


async def wrong_with_serial(work: Work, event: OpenedEvent) -> str | None:
    """Note what a session did with a serial number; why this cannot be the cartridge it says, if it cannot."""
    if event.serial is None:
        return None
    seen = await _serial(work, event)
    if seen is None:
        only_numbered = await is_numbered_only(work, event.gtin, event.lot, event.clinic_id)
        return why.serial_never_received(event.serial, event.lot) if only_numbered else None
    if seen.used_in is not None:
        return why.serial_used_before(event.serial, seen.used_in)
    if seen.discarded_in is not None:
        return why.serial_discarded_before(event.serial, seen.discarded_in)
    this = (serials.c.gtin == event.gtin) & (serials.c.serial == event.serial)
    await work.execute(update(serials).where(this).values(_gone(event)))
    if seen.lot != event.lot:
        return why.serial_of_another_lot(event.serial, seen.lot)
    if seen.clinic_id != event.clinic_id:
        return why.serial_of_another_clinic(event.serial)
    return None


@dataclass(frozen=True, slots=True)
class _Serial:
    lot: str
    clinic_id: UUID | None
    used_in: UUID | None
    discarded_in: UUID | None


def _gone(event: OpenedEvent) -> dict[str, UUID]:
    return {("used_in" if isinstance(event, CartridgeUsed) else "discarded_in"): event.session_id}


async def _serial(work: Work, event: OpenedEvent) -> _Serial | None:
    """The serial's locked row; None when it was never seen before: then it is now."""
    new = {"gtin": event.gtin, "serial": event.serial, "lot": event.lot, "clinic_id": None}
    fresh = insert(serials).values(new | _gone(event))
    if (await work.execute(fresh.on_conflict_do_nothing().returning(serials.c.serial))).first():
        return None
    this = (serials.c.gtin == event.gtin) & (serials.c.serial == event.serial)
    row = (await work.execute(select(serials).where(this).with_for_update())).one()
    return _Serial(row.lot, row.clinic_id, row.used_in, row.discarded_in)


def expired(shelf: Shelf, event: OpenedEvent) -> str | None:
    """Why a lot on this shelf must not have been used that day."""
    expires_on = shelf.stock.lots[event.lot].expires_on
    if usable_on(expires_on, shelf.clinic.day_of(opened_at(event))):
        return None
    return why.lot_expired(event.lot, expires_on)


async def why_not_there(work: Work, event: OpenedEvent, shelf: Shelf) -> str:
    """Why none of a lot is on this shelf."""
    of_lot = (recalls.c.gtin == event.gtin) & (recalls.c.lot == event.lot)
    recalled_at = (await work.execute(select(recalls.c.recalled_at).where(of_lot))).scalar()
    if recalled_at is not None and recalled_at <= opened_at(event):
        return why.lot_recalled(event.lot, recalled_at)
    if event.lot in shelf.stock.lots:
        lot = shelf.stock.lots[event.lot]
        return expired(shelf, event) or why.none_left(lot.lot)
    received = select(balances.c.clinic_id).where(balances.c.gtin == event.gtin, balances.c.lot == event.lot).limit(1)
    if (await work.execute(received)).first():
        return why.lot_of_another_clinic(event.lot)
    return why.lot_unknown(event.lot)


async def report_incident(work: Work, event: OpenedEvent, reason: str) -> UUID:
    """Keep and publish what is wrong with it. Answers the incident."""
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
