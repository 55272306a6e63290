"""A number is received, or its receipt is taken back: what a session opened under it follows, whatever lot it named.

GTIN and serial number are one cartridge, so the ledger has it as of the lot that it was received as.
"""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.commands.accounting import account_for_opened, put_back
from services.inventory.commands.recall_letters import withdraw_letter, write_to_traced
from services.inventory.commands.whereabouts import move_opened
from services.inventory.domain.places import EntryKind, Place
from services.inventory.store.clinics import Clinic, lock_clinics
from services.inventory.store.opened_cartridges import OPENED, change_opened, lot_in_books, openings_of
from services.inventory.store.serials import Opening
from services.inventory.tables import serials

_TOOK: Mapping[Opening, EntryKind] = {"used_in": EntryKind.USE, "discarded_in": EntryKind.DISCARD}


async def clinics_that_opened(work: Work, gtin: str, numbers: Collection[str]) -> set[UUID]:
    """Where sessions opened numbers that were received."""
    found: set[UUID] = set()
    for opening in OPENED:
        found |= {each.clinic_id for each in await openings_of(work, opening, gtin, numbers)}
    return found


async def follow_numbers(work: Work, clinics: Mapping[UUID, Clinic], gtin: str, numbers: Collection[str]) -> None:
    """Enter what was opened under numbers that are on a shelf in the books now, also where another clinic opened it.

    ``clinics``: all that received or opened one, locked.
    """
    for opening in OPENED:
        for opened in await openings_of(work, opening, gtin, numbers):
            await _follow(work, clinics, opening, opened)


async def follow_number(work: Work, gtin: str, serial: str) -> None:
    """The same for one number, whose clinics are not locked yet."""
    concerned = await clinics_of_number(work, gtin, serial)
    if concerned:
        await follow_numbers(work, await lock_clinics(work, concerned), gtin, [serial])


async def clinics_of_number(work: Work, gtin: str, serial: str | None) -> set[UUID]:
    """Where the books have a number that was received, and where sessions opened it; none: it never was."""
    if serial is None:
        return set()
    at = select(serials.c.clinic_id).where(serials.c.gtin == gtin, serials.c.serial == serial)
    received_at = (await work.execute(at)).scalar()
    return set() if received_at is None else {received_at, *await clinics_that_opened(work, gtin, [serial])}


async def leave_numbers(work: Work, clinic: Clinic, gtin: str, lot: str, numbers: Collection[str]) -> None:
    """What was entered as of a lot, because its number was received as that, is not: the receipt named a wrong lot.

    The cartridges are on the shelf in the books then, to leave it with the receipt.
    """
    for opening in OPENED:
        for opened in await openings_of(work, opening, gtin, numbers):
            if opened.received_lot == lot and opened.clinic_id == clinic.id:
                await put_back(work, clinic, opened, _TOOK[opening])
                await change_opened(work, OPENED[opening], opened.id, entry_id=None, received_lot=None)
                await _write(work, opening, opened, {lot})


async def _follow(work: Work, clinics: Mapping[UUID, Clinic], opening: Opening, opened: Row) -> None:
    here, before, now = clinics[opened.clinic_id], lot_in_books(opened), opened.lot_now
    is_opener = opened.opener == opened.session_id
    elsewhere = is_opener and opened.clinic_now != here.id and opened.place_now == Place.ON_HAND.value
    if before != now or elsewhere:
        await put_back(work, here, opened, _TOOK[opening])
        received_lot = None if now == opened.lot else now
        await change_opened(work, OPENED[opening], opened.id, entry_id=None, received_lot=received_lot)
    if elsewhere:
        moving = (opened.gtin, now, opened.serial, opened.session_id)
        await move_opened(work, clinics[opened.clinic_now], here, *moving)
    if is_opener:
        await account_for_opened(work, here, opened.gtin, now)
    if before != now:
        await account_for_opened(work, here, opened.gtin, before)
        await _write(work, opening, opened, {before, now})


async def _write(work: Work, opening: Opening, opened: Row, lots: Collection[str]) -> None:
    """Recalls of these lots concern the patient now, or no longer."""
    if opening == "used_in":
        await write_to_traced(work, opened.gtin, lots, opened.session_id)
        await withdraw_letter(work, opened.gtin, lots, opened.patient_id)
