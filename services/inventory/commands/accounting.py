"""What was opened before the ledger could account for it is looked at again when the ledger may be able to."""

from collections.abc import Sequence
from datetime import date

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.inventory.commands.incidents import ACCOUNTED, SETTLED, close_by_fact, find_incident, report_incident
from services.inventory.commands.opened_cartridges import opened_at, why_recalled, why_used_late
from services.inventory.commands.recalled_shelf import put_aside_recalled, recalled_before
from services.inventory.commands.stock import settle
from services.inventory.domain import incidents as why
from services.inventory.domain.places import EntryKind, Place
from services.inventory.store.clinics import Clinic
from services.inventory.store.lots import expiries_of
from services.inventory.store.opened_cartridges import (
    OPENED,
    change_opened,
    lot_in_books,
    restored_for,
    unaccounted,
    uses_with_incident,
)
from services.inventory.store.serials import Opening, is_its_cartridge, place_serials
from services.inventory.store.stock import load_shelf
from services.inventory.tables import uses


async def account_for_opened(work: Work, clinic: Clinic, gtin: str, lot: str, serial: str | None = None) -> None:
    """Enter what was used or thrown away of a lot, or of a serial number, and was not in the ledger; oldest first.

    Its incident is closed, or says what is wrong with it still. One that names a serial number is entered only when it
    can be that cartridge.
    """
    if clinic.zone is None:
        return
    for opening, table in OPENED.items():
        for opened in await unaccounted(work, table, clinic.id, gtin, lot, serial):
            await _account(work, clinic, opening, opened)


async def forgive_uses(work: Work, clinic: Clinic, recall: Row) -> None:
    """The recall no longer stands: what it made wrong with uses is over; what else is wrong with them is said again.

    What it alone made wrong stays said while the ledger has no cartridge for the use.
    """
    for use in await uses_with_incident(work, clinic.id, recall.gtin, recall.lot):
        over = [why.lot_recalled(use.lot, recall.recalled_at)]
        if use.serial is not None:
            over.append(why.cartridge_recalled(use.serial, use.lot, recall.recalled_at))
        reason = why.said_again(use.reason, over, [])
        if reason == use.reason or (reason is None and use.entry_id is None):
            continue
        await close_by_fact(work, use.incident_id, ACCOUNTED)
        if reason is not None:
            incident_id = await report_incident(work, use, reason)
            await change_opened(work, uses, use.id, incident_id=incident_id)


async def put_back(work: Work, clinic: Clinic, opened: Row, took: EntryKind) -> None:
    """Take the ledger's entry of what was opened back, where it has one: it is where it was before, or set aside."""
    if clinic.zone is None or opened.entry_id is None:
        return
    lot = lot_in_books(opened)
    shelf = await load_shelf(work, clinic, opened.gtin, lots_named=[lot])
    came = await restored_for(work, opened)
    shelf.stock.put_back(lot, took, opened.session_id, opened.entry_id, came)
    if came is not None and came.was is Place.LOST and opened.serial is not None:
        await place_serials(work, [(opened.gtin, lot, opened.serial)], clinic.id, Place.LOST)
    await settle(work, shelf)
    if shelf.stock.lots[lot].in_part:
        await put_aside_recalled(work, clinic, [(opened.gtin, lot)])


async def _account(work: Work, clinic: Clinic, opening: Opening, opened: Row) -> None:
    lot = lot_in_books(opened)
    if not await is_its_cartridge(work, opened, opening):
        return
    shelf = await load_shelf(work, clinic, opened.gtin, lots_named=[lot], holders_of=lot)
    if shelf.stock.shelf(lot) == 0 and not shelf.stock.take_from_quarantine(lot, opened.session_id):
        return
    entry_id = new_id()
    if opening == "used_in":
        shelf.stock.account(lot, opened.session_id, entry_id)
    else:
        shelf.stock.discard(lot, 1, opened.session_id, opened.cause, entry_id)
    await settle(work, shelf)
    await change_opened(work, OPENED[opening], opened.id, entry_id=entry_id)
    await _look_again(work, clinic, opening, opened, shelf.stock.lots[lot].expires_on)


async def _look_again(work: Work, clinic: Clinic, opening: Opening, opened: Row, expires_on: date) -> None:
    """The ledger has what was opened, and knows its lot now: what was wrong is over, unless something else is wrong.

    Then that is said again, unless a person has settled it already.
    """
    lot, at = lot_in_books(opened), opened_at(opened)
    wrong = [why.serial_of_another_lot(opened.serial, lot) if lot != opened.lot else None]
    if opening == "used_in":
        wrong += [await why_recalled(work, opened.gtin, each, at) for each in sorted({lot, opened.lot})]
        wrong += [await recalled_before(work, opened), why_used_late(clinic, lot, expires_on, at)]
        said = (opened.gtin, opened.lot)
        books = expires_on if lot == opened.lot else (await expiries_of(work, [said])).get(said)
        wrong.append(why.label_differs(opened.lot, opened.label_expires_on, books))
    await say_again(work, opening, opened, wrong)


async def say_again(work: Work, opening: Opening, opened: Row, wrong: Sequence[str | None]) -> None:
    """Close the incident of what was opened when nothing is wrong any longer, else have it say what is."""
    incident = await find_incident(work, opened.incident_id)
    settled = incident.reason if incident is not None and incident.closed_because == SETTLED else ""
    reason = why.together(*(each for each in wrong if each and each not in settled))
    if incident is not None and incident.closed_at is None and incident.reason == reason:
        return
    await close_by_fact(work, opened.incident_id, ACCOUNTED)
    if reason is not None:
        incident_id = await report_incident(work, opened, reason)
        await change_opened(work, OPENED[opening], opened.id, incident_id=incident_id)
