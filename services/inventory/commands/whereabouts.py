"""A cartridge with a serial number that another clinic received: opening it here says that it was moved."""

from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from chassis.data.rows import Row
from chassis.work import Work
from contracts.booking.cartridges import CartridgeDiscarded, CartridgeUsed
from services.inventory.commands.recalled_shelf import back_from_quarantine, put_aside_recalled
from services.inventory.commands.stock import settle
from services.inventory.commands.transfer_openings import close_on_the_way, open_on_the_way
from services.inventory.domain.places import EntryKind, Place
from services.inventory.domain.serials import note_of_move
from services.inventory.store.clinics import Clinic
from services.inventory.store.opened_cartridges import lot_in_books
from services.inventory.store.serials import find_serial
from services.inventory.store.stock import keep_shelf, load_shelf
from services.inventory.tables import ledger, serials


async def who_has(work: Work, event: CartridgeUsed | CartridgeDiscarded) -> list[UUID]:
    """The other clinic that received the cartridge; to be locked together with the clinic where it was opened."""
    if event.serial is None:
        return []
    statement = select(serials.c.clinic_id).where(serials.c.gtin == event.gtin, serials.c.serial == event.serial)
    clinic_id = (await work.execute(statement)).scalar()
    return [clinic_id] if clinic_id is not None and clinic_id != event.clinic_id else []


async def follow_here(work: Work, event: CartridgeUsed | CartridgeDiscarded, clinics: dict[UUID, Clinic]) -> None:
    """Move the cartridge in the books of both clinics, before it is taken from the shelf where it was opened.

    Also out of quarantine, where it or its lot is recalled, and as of the lot that it was received as, whatever the
    session says. Not when it was opened before, or its clinic has none of the lot left: that is an incident.
    """
    seen = await find_serial(work, event.gtin, event.serial, lock=True) if event.serial else None
    if seen is None or seen.used_in is not None or seen.discarded_in is not None:
        return
    if seen.clinic_id not in clinics or seen.clinic_id == event.clinic_id:
        return
    if seen.place == Place.IN_TRANSIT.value:
        await open_on_the_way(work, seen, event.session_id, clinics[seen.clinic_id], clinics[event.clinic_id])
    elif seen.place == Place.ON_HAND.value or await _leaves_quarantine(work, clinics[seen.clinic_id], seen, event):
        moving = (event.gtin, seen.lot, event.serial, event.session_id)
        await move_opened(work, clinics[seen.clinic_id], clinics[event.clinic_id], *moving)


async def _leaves_quarantine(work: Work, clinic: Clinic, seen: Row, event: CartridgeUsed | CartridgeDiscarded) -> bool:
    """Whether a recall had put it aside by its number: it is on that clinic's shelf then, to be moved from there."""
    if seen.place != Place.QUARANTINE.value or clinic.zone is None:
        return False
    shelf = await load_shelf(work, clinic, seen.gtin, lots_named=[seen.lot])
    leaves = await back_from_quarantine(work, shelf, seen.lot, seen.serial, event.session_id)
    await keep_shelf(work, shelf)
    return leaves


async def who_had(work: Work, opened: Any) -> list[UUID]:
    """The clinic from which a cartridge was moved because it was opened elsewhere in this session."""
    if opened.serial is None:
        return []
    of = ledger.c
    statement = select(of.clinic_id).where(
        of.kind == EntryKind.DELIVER.value,
        of.gtin == opened.gtin,
        of.cause == opened.session_id,
        of.clinic_id != opened.clinic_id,
        of.note == note_of_move(opened.serial),
    )
    clinic_id = (await work.execute(statement.order_by(of.id.desc()).limit(1))).scalar()
    return [] if clinic_id is None else [clinic_id]


async def follow_back(work: Work, opened: Row, had: list[UUID], clinics: dict[UUID, Clinic]) -> None:
    """It was not opened after all, so nothing says that it was moved: it is where it had been."""
    seen = await find_serial(work, opened.gtin, opened.serial, lock=True)
    if not had or seen is None or seen.clinic_id != opened.clinic_id or seen.used_in is not None:
        return
    here, there, lot = clinics[opened.clinic_id], clinics[had[0]], lot_in_books(opened)
    await _take_from_where_it_was_put(work, here, opened, lot)
    if not await close_on_the_way(work, opened, there, here):
        moving = (opened.gtin, lot, opened.serial, opened.session_id)
        await move_opened(work, here, there, *moving, rest=True)
    await put_aside_recalled(work, there, [(opened.gtin, lot)])


async def _take_from_where_it_was_put(work: Work, here: Clinic, opened: Row, lot: str) -> None:
    """It was put back on the shelf, and left it at once when it or its lot must not be used: it moves on from there."""
    if here.zone is None or opened.entry_id is None:
        return
    shelf = await load_shelf(work, here, opened.gtin, lots_named=[lot])
    if shelf.stock.lots[lot].in_part:
        await back_from_quarantine(work, shelf, lot, opened.serial, opened.session_id)
    shelf.stock.take_written_off(lot, opened.session_id)
    await keep_shelf(work, shelf)


async def move_opened(
    work: Work, whence: Clinic, to: Clinic, gtin: str, lot: str, serial: str | None, session: UUID, rest: bool = False
) -> None:
    """A cartridge that a session opened was not where it was received. ``rest``: it comes to lie on the shelf."""
    if whence.zone is None or to.zone is None or serial is None:
        return
    left = await load_shelf(work, whence, gtin, lots_named=[lot], holders_of=lot)
    if left.stock.shelf(lot) == 0 and (rest or not left.stock.take_from_quarantine(lot, session)):
        return
    left.stock.send_away(lot, session, note_of_move(serial))
    await settle(work, left)
    entered = await load_shelf(work, to, gtin, lots_named=[lot])
    arrived = (lot, left.stock.lots[lot].expires_on, session, note_of_move(serial))
    if rest:
        entered.stock.come_back(*arrived)
        await settle(work, entered)
    else:
        entered.stock.arrive(*arrived)
        await keep_shelf(work, entered)
    this = (serials.c.gtin == gtin) & (serials.c.serial == serial)
    await work.execute(update(serials).where(this).values(clinic_id=to.id))
