"""Cartridges that were opened at the chair and thrown away unused: they leave the shelf, and the trace shows them."""

from uuid import UUID

from sqlalchemy import ColumnElement, insert, select, update

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from contracts.booking.cartridges import CartridgeDiscarded, CartridgeDiscardWithdrawn
from services.inventory.commands.opened_cartridges import (
    report_incident,
    why_not_there,
    written_off_since,
    wrong_with_serial,
)
from services.inventory.commands.stock import settle
from services.inventory.domain import incidents as why
from services.inventory.store.clinics import Clinic, lock_clinics
from services.inventory.store.stock import load_shelf
from services.inventory.tables import chair_discards


async def discard_at_chair(work: Work, event: CartridgeDiscarded) -> None:
    """Take it from stock as discarded, and trace it.

    The appointment's reservation stays: it is used up by what the session uses, which is published beside this. What
    the ledger cannot account for becomes an incident; the ledger never goes below zero for it.
    """
    clinic = (await lock_clinics(work, [event.clinic_id]))[event.clinic_id]
    if await take_awaited_discard(work, event):
        return
    entry_id, reason = None, await wrong_with_serial(work, event)
    if reason is None and clinic.zone is None:
        reason = why.none_left(event.lot)
    elif reason is None:
        entry_id = new_id()
        reason = await _take(work, event, clinic, entry_id)
    incident_id = await report_incident(work, event, reason) if reason else None
    facts = event.model_dump(exclude={"lot_key"})
    entry = {"entry_id": None if reason else entry_id, "incident_id": incident_id}
    await work.execute(insert(chair_discards).values(id=new_id(), **entry, **facts))


async def _take(work: Work, event: CartridgeDiscarded, clinic: Clinic, entry_id: UUID) -> str | None:
    """Take the cartridge from the shelf; the reason why it cannot be, if it cannot.

    An expired or recalled lot is no incident here: that it was thrown away is right.
    """
    shelf = await load_shelf(work, clinic, event.gtin, lots_named=[event.lot], holders_of=event.lot)
    if shelf.stock.shelf(event.lot) == 0:
        if await written_off_since(work, event) == 0:
            return await why_not_there(work, event, shelf)
        shelf.stock.restore(event.lot, event.session_id)
    shelf.stock.discard(event.lot, 1, event.session_id, event.cause, entry_id)
    await settle(work, shelf)
    return None


async def live_discard(work: Work, event: CartridgeDiscardWithdrawn) -> Row | None:
    """The discard that is withdrawn; of several that are the same, first one that the ledger cannot account for."""
    of = chair_discards.c
    statement = select(chair_discards).where(_this(event), of.withdrawn_at.is_(None))
    return (await work.execute(statement.order_by(of.entry_id.nulls_first(), of.id).limit(1))).first()


async def take_awaited_discard(work: Work, event: CartridgeDiscarded) -> bool:
    """True when it was withdrawn before it arrived: then it is known now, and nothing else is to be done."""
    of = chair_discards.c
    awaited = select(of.id).where(_this(event), of.awaited).limit(1).scalar_subquery()
    return (await work.execute(update(chair_discards).where(of.id == awaited).values(awaited=False))).rowcount == 1


def _this(event: CartridgeDiscarded | CartridgeDiscardWithdrawn) -> ColumnElement[bool]:
    of = chair_discards.c
    same = (of.session_id == event.session_id) & (of.clinic_id == event.clinic_id) & (of.gtin == event.gtin)
    return same & (of.lot == event.lot) & of.serial.is_not_distinct_from(event.serial) & (of.cause == event.cause)
