"""What was opened before the ledger could account for it is looked at again when the ledger may be able to."""

from datetime import date

from sqlalchemy import Table

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.inventory.commands.incidents import ACCOUNTED, close_by_fact, report_incident, was_settled
from services.inventory.commands.opened_cartridges import why_recalled, why_used_late
from services.inventory.commands.stock import settle
from services.inventory.domain import incidents as why
from services.inventory.store.clinics import Clinic
from services.inventory.store.opened_cartridges import change_opened, unaccounted, uses_with_incident
from services.inventory.store.serials import Opening, is_its_cartridge
from services.inventory.store.stock import load_shelf
from services.inventory.tables import chair_discards, uses


async def account_for_opened(work: Work, clinic: Clinic, gtin: str, lot: str, serial: str | None = None) -> None:
    """Enter what was used or thrown away of a lot, or of a serial number, and was not in the ledger; oldest first.

    Its incident is closed, or says what is wrong with it still. One that names a serial number is entered only when it
    can be that cartridge.
    """
    if clinic.zone is None:
        return
    for opened in await unaccounted(work, uses, clinic.id, gtin, lot, serial):
        await _account(work, clinic, uses, opened)
    for opened in await unaccounted(work, chair_discards, clinic.id, gtin, lot, serial):
        await _account(work, clinic, chair_discards, opened)


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


async def _account(work: Work, clinic: Clinic, table: Table, opened: Row) -> None:
    used = table is uses
    shelf = await load_shelf(work, clinic, opened.gtin, lots_named=[opened.lot], holders_of=opened.lot)
    opening: Opening = "used_in" if used else "discarded_in"
    if not await is_its_cartridge(work, opened, opening):
        return
    if shelf.stock.shelf(opened.lot) == 0 and not shelf.stock.take_from_quarantine(opened.lot, opened.session_id):
        return
    entry_id = new_id()
    if used:
        shelf.stock.account(opened.lot, opened.session_id, entry_id)
    else:
        shelf.stock.discard(opened.lot, 1, opened.session_id, opened.cause, entry_id)
    await settle(work, shelf)
    await change_opened(work, table, opened.id, entry_id=entry_id)
    if used:
        await _look_again(work, clinic, opened, shelf.stock.lots[opened.lot].expires_on)
    else:
        await close_by_fact(work, opened.incident_id, ACCOUNTED)


async def _look_again(work: Work, clinic: Clinic, use: Row, expires_on: date) -> None:
    """The ledger has a use, and knows its lot now: what was wrong is over, unless it was expired or recalled, or its
    label differs.

    Then that is an incident of its own, unless a person has settled that already.
    """
    expired = why_used_late(clinic, use.lot, expires_on, use.used_at)
    label = why.label_differs(use.lot, use.label_expires_on, expires_on)
    recalled = await why_recalled(work, use.gtin, use.lot, use.used_at)
    if label is None:
        if expired is None and recalled is None:
            await close_by_fact(work, use.incident_id, ACCOUNTED)
        return
    if await was_settled(work, use.incident_id, label):
        return
    await close_by_fact(work, use.incident_id, ACCOUNTED)
    incident_id = await report_incident(work, use, why.together(recalled, expired, label) or label)
    await change_opened(work, uses, use.id, incident_id=incident_id)
