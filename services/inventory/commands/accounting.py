"""What was opened before the ledger could account for it is looked at again when the ledger may be able to."""

from sqlalchemy import Table

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.inventory.commands.incidents import ACCOUNTED, close_by_fact
from services.inventory.commands.stock import settle
from services.inventory.domain.expiries import usable_on
from services.inventory.store.clinics import Clinic
from services.inventory.store.opened_cartridges import change_opened, unaccounted
from services.inventory.store.serials import Opening, is_its_cartridge
from services.inventory.store.stock import load_shelf
from services.inventory.tables import chair_discards, uses


async def account_for_opened(work: Work, clinic: Clinic, gtin: str, lot: str, serial: str | None = None) -> None:
    """Enter what was used or thrown away of a lot, or of a serial number, and was not in the ledger; oldest first.

    Its incident is closed. One that names a serial number is entered only when it can be that cartridge.
    """
    if clinic.zone is None:
        return
    for opened in await unaccounted(work, uses, clinic.id, gtin, lot, serial):
        await _account(work, clinic, uses, opened)
    for opened in await unaccounted(work, chair_discards, clinic.id, gtin, lot, serial):
        await _account(work, clinic, chair_discards, opened)


async def _account(work: Work, clinic: Clinic, table: Table, opened: Row) -> None:
    used = table is uses
    shelf = await load_shelf(work, clinic, opened.gtin, lots_named=[opened.lot], holders_of=opened.lot)
    opening: Opening = "used_in" if used else "discarded_in"
    if shelf.stock.shelf(opened.lot) == 0 or not await is_its_cartridge(work, opened, opening):
        return
    entry_id = new_id()
    if used:
        shelf.stock.account(opened.lot, opened.session_id, entry_id)
    else:
        shelf.stock.discard(opened.lot, 1, opened.session_id, opened.cause, entry_id)
    await settle(work, shelf)
    await change_opened(work, table, opened.id, entry_id=entry_id)
    if not used or usable_on(shelf.stock.lots[opened.lot].expires_on, clinic.day_of(opened.used_at)):
        await close_by_fact(work, opened.incident_id, ACCOUNTED)
