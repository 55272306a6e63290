"""Cartridges as sessions use them up: from the appointment's reservation, or as an incident."""

from functools import partial
from uuid import UUID

from sqlalchemy import update

from chassis.ids import new_id
from chassis.work import Work
from contracts.booking.cartridges import CartridgeUsed
from services.inventory.commands.incidents import report_incident
from services.inventory.commands.opened_cartridges import (
    expired,
    facts_of,
    look_at_number,
    restore_missed,
    why_not_there,
    why_recalled,
    written_off_since,
    wrong_with_label,
)
from services.inventory.commands.recall_letters import write_to_traced
from services.inventory.commands.recalled_shelf import back_from_quarantine, recalled_before
from services.inventory.commands.reservations import ReservationRow, lock_with_reservation
from services.inventory.commands.stock import settle
from services.inventory.commands.whereabouts import follow_here, who_has
from services.inventory.domain import incidents as why
from services.inventory.domain.shelf_lots import ShelfLot
from services.inventory.store.clinics import Clinic
from services.inventory.store.opened_cartridges import keep_opened, take_awaited
from services.inventory.store.stock import Shelf, load_shelf
from services.inventory.tables import reservations, uses


async def use_cartridge(work: Work, event: CartridgeUsed) -> None:
    """Trace a use, take it from stock and from the appointment's reservation.

    A use that the ledger cannot account for, or of a cartridge that should not have been used or whose label
    contradicts the books, is traced as well and becomes an incident; the ledger never goes below zero for it.
    """
    has = await who_has(work, event)
    before, clinics = await lock_with_reservation(work, event.appointment_id, event.clinic_id, *has)
    facts = facts_of(event)
    if await take_awaited(work, uses, facts):
        return
    if has:
        await follow_here(work, event, clinics)
    clinic = clinics[event.clinic_id]
    entry_id = None
    recalled = True  # perhaps; where the zone is not known, nothing of the shelf is
    number = await look_at_number(work, event)
    reason = number.doubt
    elsewhere = before is not None and (before.clinic_id, before.gtin) != (event.clinic_id, event.gtin)
    if before and (elsewhere or clinic.zone is None):
        await _count_for_reservation(work, event, before, clinics[before.clinic_id])
    if clinic.zone is not None:
        reason, entry_id, recalled = await _take(work, number.as_received(event), clinic, reason)
    reason = reason or (None if clinic.zone else why.none_left(event.lot))
    if number.other_lot:
        barred = await why_recalled(work, event.gtin, event.lot, event.used_at)
        reason = why.together(number.other_lot, barred, reason)
    reason = why.together(reason, await wrong_with_label(work, event))
    incident_id = await report_incident(work, event, reason) if reason else None
    found = {"incident_id": incident_id, "entry_id": entry_id, "received_lot": number.received_lot}
    await keep_opened(work, uses, facts, **found)
    if incident_id is not None or recalled:
        await write_to_traced(work, event.gtin, {event.lot, number.received_lot or event.lot}, event.session_id)


async def _take(
    work: Work, event: CartridgeUsed, clinic: Clinic, serial_reason: str | None
) -> tuple[str | None, UUID | None, bool]:
    """Take the cartridge from the shelf.

    Answers the reason why that is an incident, if it is one, the ledger entry, and whether any of the lot is recalled.
    """
    shelf = await _load(work, event, clinic)
    lot = shelf.stock.lots.get(event.lot)
    recalled = lot is not None and (lot.recalled or lot.in_part)
    barred = await _why_barred(work, event, lot, doubted=serial_reason is not None)
    if serial_reason:
        shelf.stock.use_unaccounted(event.appointment_id)
        await settle(work, shelf)
        return why.together(serial_reason, barred), None, recalled
    if lot is not None and lot.in_part:
        await back_from_quarantine(work, shelf, event.lot, event.serial, event.session_id)
    await restore_missed(work, event, shelf)
    if shelf.stock.shelf(event.lot) == 0:
        if was := await written_off_since(work, event):
            shelf.stock.restore(event.lot, event.session_id, was)
        else:
            shelf.stock.take_from_quarantine(event.lot, event.session_id)
    entry_id = new_id()
    accounted = shelf.stock.use(event.lot, event.session_id, event.appointment_id, entry_id)
    await settle(work, shelf)
    if accounted:
        return why.together(barred, expired(shelf, event)), entry_id, recalled
    return barred or await why_not_there(work, event, shelf), None, recalled


async def _why_barred(work: Work, event: CartridgeUsed, lot: ShelfLot | None, *, doubted: bool) -> str | None:
    """Why the cartridge must not have been used wherever it was: it, or its whole lot, had been recalled."""
    if doubted or (lot is not None and lot.recalled):
        whole = await why_recalled(work, event.gtin, event.lot, event.used_at)
        if whole is not None:
            return whole
    return await recalled_before(work, event) if lot is not None and lot.in_part else None


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
