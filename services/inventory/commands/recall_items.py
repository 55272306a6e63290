"""Items of the worklist about a recall: somebody confirms what was put aside, and sends it back or throws it away."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from chassis.work import Work
from chassis.worklist import Kind
from services.inventory.domain.due_times import recall_confirmed_by, recall_stock_gone_by
from services.inventory.domain.places import Place
from services.inventory.domain.recall_items import subject_of
from services.inventory.domain.shelf_lots import ShelfLot
from services.inventory.store.recalled_serials import empty_quarantine, parts_of, quarantined_at
from services.inventory.store.stock import Shelf
from services.inventory.tables import recalls, worklist_items
from services.inventory.worklist import RECALL_STOCK, RECALL_TO_CONFIRM, WORKLIST

_KINDS = (RECALL_TO_CONFIRM, RECALL_STOCK)


async def ask_to_confirm(work: Work, recall_id: UUID, clinics: Collection[UUID]) -> None:
    """Somebody at each of these clinics counts what was put aside."""
    await _ask(work, RECALL_TO_CONFIRM, recall_id, clinics, recall_confirmed_by(work.now))


async def follow_quarantine(work: Work, shelf: Shelf) -> None:
    """Recalled cartridges entered quarantine at the clinic, or the last of them left it; nothing of a closed recall."""
    for lot in shelf.stock.lots.values():
        before = shelf.balances_before.get(lot.lot)
        had = before.quarantine if before is not None else 0
        if lot.in_part and lot.balance.quarantine < had:
            await _follow_numbers(work, shelf, lot)
        if lot.recall is None or (had > 0) == (lot.balance.quarantine > 0):
            continue
        if lot.balance.quarantine == 0:
            await note_cleared(work, lot.recall, shelf.clinic.id)
        elif await _is_open(work, lot.recall):
            await ask_to_clear(work, lot.recall, [shelf.clinic.id])


async def _follow_numbers(work: Work, shelf: Shelf, lot: ShelfLot) -> None:
    """Some of a lot left quarantine that is recalled in part. Who moves the last of it need not scan each number."""
    gone = [
        entry.move[1] for entry in shelf.stock.entries if entry.lot == lot.lot and entry.move[0] is Place.QUARANTINE
    ]
    if lot.balance.quarantine == 0 and gone and gone[-1] in (Place.RETURNED, Place.DISCARDED):
        await empty_quarantine(work, shelf.clinic.id, shelf.gtin, lot.lot, gone[-1])
    for recall_id in await parts_of(work, shelf.gtin, lot.lot):
        if not await work.scalar(select(quarantined_at(recall_id, shelf.clinic.id))):
            await note_cleared(work, recall_id, shelf.clinic.id)


async def ask_to_clear(work: Work, recall_id: UUID, clinics: Collection[UUID]) -> None:
    """Somebody at each of these clinics sends back, or throws away, what is in quarantine."""
    await _ask(work, RECALL_STOCK, recall_id, clinics, recall_stock_gone_by(work.now))


async def note_confirmed(work: Work, recall_id: UUID, clinic_id: UUID) -> None:
    """What was counted is what the books say."""
    await WORKLIST.close(work, RECALL_TO_CONFIRM, subject_of(recall_id, clinic_id), why="confirmed")


async def note_cleared(work: Work, recall_id: UUID, clinic_id: UUID) -> None:
    """Nothing of it is in quarantine there any longer."""
    await WORKLIST.close(work, RECALL_STOCK, subject_of(recall_id, clinic_id), why="cleared")


async def end_items(work: Work, recall_id: UUID, why: str) -> None:
    """Nothing of the recall is to be done at any clinic; ``why`` is a code."""
    of = worklist_items.c
    still = select(of.subject_id).where(
        of.closed_at.is_(None),
        of.kind.in_([kind.name for kind in _KINDS]),
        of.about["recall_id"].astext == str(recall_id),
    )
    for subject in sorted(set((await work.execute(still)).scalars())):
        await WORKLIST.close_any(work, _KINDS, subject, why)


async def _ask(work: Work, kind: Kind, recall_id: UUID, clinics: Collection[UUID], due_at: datetime) -> None:
    for clinic_id in sorted(clinics):
        await WORKLIST.open(
            work,
            kind,
            subject_of(recall_id, clinic_id),
            clinic_id=clinic_id,
            patient_id=None,
            due_at=due_at,
            about={"recall_id": recall_id},
        )


async def _is_open(work: Work, recall_id: UUID) -> bool:
    """Whether it is neither closed nor withdrawn."""
    of = recalls.c
    open_one = select(of.id).where(of.id == recall_id, of.closed_at.is_(None), of.withdrawn_at.is_(None))
    return (await work.execute(open_one)).first() is not None
