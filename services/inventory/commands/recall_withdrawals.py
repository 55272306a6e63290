"""A recall was a mistake, such as a mistyped lot: what it did is undone at every clinic; both facts stay readable."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from cartridge_codes.gtin import lot_key
from chassis.data.rows import Row
from chassis.work import Work
from contracts.inventory.stock import RecallWithdrawn
from services.inventory.commands.accounting import account_for_opened, forgive_uses
from services.inventory.commands.expiries import set_expiry
from services.inventory.commands.recall_items import end_items
from services.inventory.commands.recall_records import note_restored
from services.inventory.commands.recall_retractions import retract_letters
from services.inventory.commands.recalled_serials import allow_numbers
from services.inventory.commands.recalled_shelf import put_aside_recalled
from services.inventory.commands.stock import settle
from services.inventory.domain.quarantines import put_aside
from services.inventory.forms.recalls import RecallSummary
from services.inventory.store.clinics import Clinic, lock_chain, lock_open_clinics
from services.inventory.store.quarantines import moves_through_quarantine
from services.inventory.store.recalled_serials import parts_of
from services.inventory.store.recalls import change_recall, lock_standing_recall
from services.inventory.store.stock import Shelf, load_shelf
from services.inventory.tables import balances


async def withdraw_recall(work: Work, recall_id: UUID, reason: str, *, notice_id: UUID | None = None) -> RecallSummary:
    """Put back on the shelf what the recall put aside, as far as it is still there, and tell every clinic.

    ``notice_id``: its notice, when all of that is withdrawn at once.

    What a person holds stays held, and what has expired leaves the shelf at once. Short sessions get the cartridges,
    and incidents of uses that the recall forbade close themselves. Letters that have not left are dropped; whoever
    had one is called. Raises RecallUnknown, RecallWasWithdrawn.
    """
    await lock_chain(work)
    clinics = await lock_open_clinics(work)
    recall = await lock_standing_recall(work, recall_id)
    withdrawn = {"withdrawn_at": work.now, "withdrawn_by": work.actor.subject, "withdrawn_because": reason}
    changed = await change_recall(work, recall_id, **withdrawn)
    if recall.in_part:
        await allow_numbers(work, clinics, recall, reason, notice_id)
    else:
        await _allow_lot(work, clinics, recall, reason, notice_id)
    await end_items(work, recall_id, "recall_withdrawn")
    to_call = await retract_letters(work, recall)
    work.audit(
        "recall withdrawn",
        lot_key(recall.gtin, recall.lot),
        recall=str(recall_id),
        reason=reason,
        patients_to_call=to_call,
    )
    return RecallSummary.model_validate(changed)


async def _allow_lot(work: Work, clinics: Sequence[Clinic], recall: Row, reason: str, notice_id: UUID | None) -> None:
    stocked = await _clinics_that_quarantine(work, recall)
    for clinic in clinics:
        restored = await _undo(work, clinic, recall) if clinic.id in stocked else 0
        work.publish(
            RecallWithdrawn(
                recall_id=recall.id,
                clinic_id=clinic.id,
                gtin=recall.gtin,
                lot=recall.lot,
                reason=reason,
                restored=restored,
                recalled_at=recall.recalled_at,
                withdrawn_at=work.now,
                notice_id=notice_id,
            )
        )
        await note_restored(work, recall.id, clinic.id, restored)
        await account_for_opened(work, clinic, recall.gtin, recall.lot)
        await forgive_uses(work, clinic, recall)


async def _clinics_that_quarantine(work: Work, recall: Row) -> set[UUID]:
    of_lot = (balances.c.gtin == recall.gtin) & (balances.c.lot == recall.lot)
    return set((await work.execute(select(balances.c.clinic_id).where(of_lot, balances.c.quarantine > 0))).scalars())


async def _undo(work: Work, clinic: Clinic, recall: Row) -> int:
    """Answers how many cartridges are on the shelf again, less those that another recall names by number."""
    shelf = await load_shelf(work, clinic, recall.gtin, lots_named=[recall.lot])
    restored = await _restore(work, shelf, recall)
    await settle(work, shelf)
    put_aside_again, _ = await put_aside_recalled(work, clinic, [(recall.gtin, recall.lot)])
    return restored - put_aside_again


async def _restore(work: Work, shelf: Shelf, recall: Row) -> int:
    """Answers how many cartridges left quarantine."""
    entries = await moves_through_quarantine(work, shelf.clinic.id, recall.gtin, recall.lot)
    in_part = await parts_of(work, recall.gtin, recall.lot)
    count = put_aside(entries, in_part).by_recall
    shelf.stock.release_recalled(recall.lot, recall.id, count)
    await set_expiry(work, shelf.clinic, recall.gtin, recall.lot, shelf.stock.lots[recall.lot].expires_on)
    return count
