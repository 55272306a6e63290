"""Cartridges that were opened at the chair and thrown away unused: they leave the shelf, and the trace shows them."""

from uuid import UUID

from chassis.ids import new_id
from chassis.work import Work
from contracts.booking.cartridges import CartridgeDiscarded
from services.inventory.commands.incidents import report_incident
from services.inventory.commands.opened_cartridges import (
    facts_of,
    look_at_number,
    restore_missed,
    why_not_there,
    written_off_since,
)
from services.inventory.commands.recalled_shelf import back_from_quarantine
from services.inventory.commands.stock import settle
from services.inventory.commands.whereabouts import follow_here, who_has
from services.inventory.domain import incidents as why
from services.inventory.store.clinics import Clinic, lock_clinics
from services.inventory.store.opened_cartridges import keep_opened, take_awaited
from services.inventory.store.stock import load_shelf
from services.inventory.tables import chair_discards


async def discard_at_chair(work: Work, event: CartridgeDiscarded) -> None:
    """Take it from stock as discarded, and trace it.

    The appointment's reservation stays: it is used up by what the session uses, which is published beside this. What
    the ledger cannot account for becomes an incident; the ledger never goes below zero for it.
    """
    has = await who_has(work, event)
    clinics = await lock_clinics(work, [event.clinic_id, *has])
    clinic = clinics[event.clinic_id]
    facts = facts_of(event)
    if await take_awaited(work, chair_discards, facts):
        return
    if has:
        await follow_here(work, event, clinics)
    entry_id = None
    number = await look_at_number(work, event)
    reason = number.doubt
    if reason is None:
        reason, entry_id = await _take(work, number.as_received(event), clinic)
    reason = why.together(number.other_lot, reason)
    incident_id = await report_incident(work, event, reason) if reason else None
    found = {"incident_id": incident_id, "entry_id": entry_id, "received_lot": number.received_lot}
    await keep_opened(work, chair_discards, facts, **found)


async def _take(work: Work, event: CartridgeDiscarded, clinic: Clinic) -> tuple[str | None, UUID | None]:
    """Take the cartridge from the shelf; the reason why it cannot be, or else the ledger entry.

    An expired or recalled lot is no incident here: that it was thrown away is right.
    """
    if clinic.zone is None:
        return why.none_left(event.lot), None
    shelf = await load_shelf(work, clinic, event.gtin, lots_named=[event.lot], holders_of=event.lot)
    if event.lot in shelf.stock.lots and shelf.stock.lots[event.lot].in_part:
        await back_from_quarantine(work, shelf, event.lot, event.serial, event.session_id)
    await restore_missed(work, event, shelf)
    if shelf.stock.shelf(event.lot) == 0:
        if was := await written_off_since(work, event):
            shelf.stock.restore(event.lot, event.session_id, was)
        elif not shelf.stock.take_from_quarantine(event.lot, event.session_id):
            return await why_not_there(work, event, shelf), None
    entry_id = new_id()
    shelf.stock.discard(event.lot, 1, event.session_id, event.cause, entry_id)
    await settle(work, shelf)
    return None, entry_id
