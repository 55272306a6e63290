"""Cartridges that are recalled by serial number, as they come to a clinic's shelf and leave it."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.commands.opened_cartridges import OpenedEvent, opened_at
from services.inventory.commands.recall_items import ask_to_clear
from services.inventory.commands.stock import settle
from services.inventory.domain import incidents as why
from services.inventory.domain.places import Place
from services.inventory.store.clinics import Clinic
from services.inventory.store.recalled_serials import (
    is_put_aside,
    note_put_aside,
    on_shelf,
    recalled_among,
)
from services.inventory.store.serials import place_serials
from services.inventory.store.stock import Shelf, load_shelf


async def put_aside_recalled(work: Work, clinic: Clinic, lots: Collection[tuple[str, str]]) -> tuple[int, int]:
    """Take off a clinic's shelf what is recalled by number: by a new recall, or because it came to it just now.

    Of these lots, each (GTIN, lot). Answers how many cartridges it took, and how many reservations lost a lot.
    """
    found: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in await on_shelf(work, clinic.id, lots):
        found[row.gtin, row.lot].append(row)
    took = lost = 0
    for (gtin, lot), rows in found.items():
        shelf = await load_shelf(work, clinic, gtin, lots_named=[lot], holders_of=lot)
        by_recall: defaultdict[UUID, list[str]] = defaultdict(list)
        for row in rows[: shelf.stock.shelf(lot)]:
            by_recall[row.recall_id].append(row.serial)
        for recall_id, numbers in by_recall.items():
            lost += shelf.stock.put_aside(lot, len(numbers), recall_id)
            took += len(numbers)
            await note_put_aside(work, recall_id, numbers, clinic.id)
            await place_serials(work, [(gtin, lot, each) for each in numbers], clinic.id, Place.QUARANTINE)
        await settle(work, shelf)
        for recall_id in by_recall:
            await ask_to_clear(work, recall_id, [clinic.id])
    return took, lost


async def recalled_before(work: Work, event: OpenedEvent | Row) -> str | None:
    """Why a session must not have opened this cartridge: it had been recalled by its number. None: it had not.

    A row is of `uses`.
    """
    if event.serial is None:
        return None
    recall = (await recalled_among(work, {(event.gtin, event.serial)})).get((event.gtin, event.serial))
    if recall is None or recall.recalled_at > opened_at(event):
        return None
    return why.cartridge_recalled(event.serial, event.lot, recall.recalled_at)


async def back_from_quarantine(work: Work, shelf: Shelf, lot: str, serial: str | None, session_id: UUID) -> bool:
    """A cartridge that a recall put aside by its number is on the shelf: a session that opened it takes it next.

    False: no recall put it aside here.
    """
    if serial is None or not shelf.stock.lots[lot].balance.quarantine:
        return False
    recall_id = await is_put_aside(work, shelf.clinic.id, shelf.gtin, serial)
    if recall_id is None:
        return False
    shelf.stock.restore(lot, session_id, Place.QUARANTINE)
    await note_put_aside(work, recall_id, [serial], None)
    await place_serials(work, [(shelf.gtin, lot, serial)], shelf.clinic.id, Place.ON_HAND)
    return True
