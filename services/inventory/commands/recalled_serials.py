"""Recall some cartridges of a lot by their serial numbers: they leave the shelf wherever they are, the others stay."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from cartridge_codes.gtin import lot_key
from chassis.data.rows import Row
from chassis.work import Work
from contracts.inventory.stock import CartridgesRecalled, CartridgesRecallWithdrawn, NoticedLot
from services.inventory.commands.accounting import account_for_opened, forgive_uses
from services.inventory.commands.expiries import set_expiry
from services.inventory.commands.placed_numbers import put_in_place
from services.inventory.commands.recall_items import ask_to_confirm
from services.inventory.commands.recall_records import (
    clinics_that_had,
    keep_at_clinics,
    note_restored,
    write_down,
)
from services.inventory.commands.recalled_shelf import put_aside_recalled
from services.inventory.commands.stock import settle
from services.inventory.domain.places import Place
from services.inventory.domain.recalled_serials import counted, require_known
from services.inventory.domain.refusals import RecallExists
from services.inventory.store.clinics import Clinic
from services.inventory.store.known_lots import serials_among
from services.inventory.store.recalled_serials import (
    keep_recalled,
    known_serials,
    lots_of_numbers,
    note_put_aside,
    numbers_of,
    put_aside_by,
    recalled_among,
    whereabouts_of,
)
from services.inventory.store.stock import load_shelf


async def require_numbers_confirmed(
    work: Work, gtin: str, lot: str, numbers: Collection[str], confirmed: Collection[str]
) -> None:
    """Raises SerialsUnconfirmed when a number never came and nobody says that it is written as the notice has it."""
    known = await known_serials(work, [(gtin, lot)])
    of_other_lots = {serial for _, serial in await serials_among(work, {(gtin, each) for each in numbers})}
    require_known(lot, numbers, of_other_lots.union(known[gtin, lot]), confirmed)


async def recalled_numbers(work: Work, gtin: str, numbers: Collection[str]) -> dict[str, UUID]:
    """Those that a standing recall names by number, with that recall."""
    before = await recalled_among(work, {(gtin, each) for each in numbers})
    return {serial: row.id for (_, serial), row in before.items()}


async def not_recalled_yet(work: Work, gtin: str, numbers: Collection[str]) -> list[str]:
    """Those that no standing recall names by number. Raises RecallExists when each is recalled already."""
    before = await recalled_numbers(work, gtin, numbers)
    fresh = sorted(set(numbers) - before.keys())
    if not fresh:
        earlier = min(before.values())
        raise RecallExists("Each of these cartridges is recalled already: look at that recall.", recall_id=str(earlier))
    return fresh


async def recall_numbers(
    work: Work,
    clinics: Sequence[Clinic],
    gtin: str,
    lot: str,
    numbers: Sequence[str],
    reason: str,
    notice_id: UUID | None = None,
) -> tuple[UUID, dict[UUID, NoticedLot]]:
    """Recall these cartridges; chain and clinics are locked. Answers the recall, and what it did at each clinic."""
    recall_id = await write_down(work, gtin, lot, reason, notice_id, in_part=True)
    await keep_recalled(work, recall_id, numbers)
    did: dict[UUID, NoticedLot] = {}
    lots = {(gtin, lot)} | await lots_of_numbers(work, recall_id)
    for clinic in clinics:
        quarantined, released = await put_aside_recalled(work, clinic, lots)
        did[clinic.id] = NoticedLot(
            lot=lot, serials=tuple(numbers), quarantined=quarantined, released_reservations=released
        )
    for clinic_id, at_clinic in did.items():
        work.publish(
            CartridgesRecalled(
                recall_id=recall_id,
                clinic_id=clinic_id,
                gtin=gtin,
                reason=reason,
                recalled_at=work.now,
                notice_id=notice_id,
                **dict(at_clinic),
            )
        )
    await keep_at_clinics(work, recall_id, did)
    await ask_to_confirm(work, recall_id, await _who_looks(work, recall_id, gtin, lot))
    work.audit("cartridges recalled", lot_key(gtin, lot), recall=str(recall_id), serials=list(numbers))
    return recall_id, did


async def allow_numbers(
    work: Work, clinics: Sequence[Clinic], recall: Row, reason: str, notice_id: UUID | None
) -> None:
    """The recall, which no longer stands, was a mistake: what it put aside is on the shelf again."""
    serials = await numbers_of(work, recall.id)
    aside: defaultdict[UUID, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in await put_aside_by(work, recall.id):
        aside[row.clinic_id][row.lot].append(row.serial)
    for clinic in clinics:
        restored = sum([await _allow(work, clinic, recall, lot, each) for lot, each in aside[clinic.id].items()])
        work.publish(
            CartridgesRecallWithdrawn(
                recall_id=recall.id,
                clinic_id=clinic.id,
                gtin=recall.gtin,
                lot=recall.lot,
                reason=reason,
                restored=restored,
                withdrawn_at=work.now,
                notice_id=notice_id,
                serials=serials,
            )
        )
        await note_restored(work, recall.id, clinic.id, restored)
        for lot in sorted({recall.lot, *aside[clinic.id]}):
            await account_for_opened(work, clinic, recall.gtin, lot)
        await forgive_uses(work, clinic, recall)


async def _allow(work: Work, clinic: Clinic, recall: Row, lot: str, numbers: Sequence[str]) -> int:
    """Answers how many of them left quarantine; a person may have taken some away without naming them."""
    shelf = await load_shelf(work, clinic, recall.gtin, lots_named=[lot])
    back = numbers[: shelf.stock.lots[lot].balance.quarantine]
    shelf.stock.release_recalled(lot, recall.id, len(back))
    await set_expiry(work, clinic, recall.gtin, lot, shelf.stock.lots[lot].expires_on)
    await put_in_place(work, [(recall.gtin, lot, each) for each in back], clinic.id, Place.ON_HAND)
    await note_put_aside(work, recall.id, back, None)
    await settle(work, shelf)
    return len(back)


async def _who_looks(work: Work, recall_id: UUID, gtin: str, lot: str) -> set[UUID]:
    """Clinics that have one of them; where one never came under its number, all that had the lot."""
    found = [each for each, _ in await whereabouts_of(work, recall_id)]
    if any(each.clinic_id is None for each in found):
        return await clinics_that_had(work, gtin, lot)
    return set(counted(found))
