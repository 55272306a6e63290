"""A step of a transfer that was a mistake, such as a box that was counted wrongly: it is in transit again."""

from dataclasses import dataclass
from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.commands.stock import settle
from services.inventory.commands.transfer_ends import bring_up_to_date
from services.inventory.commands.transfers import numbers_of
from services.inventory.domain.ledger import Entry
from services.inventory.domain.movements import require_there
from services.inventory.domain.places import EntryKind, Move, Place
from services.inventory.domain.transfer_refusals import StepStays, TransferNotOpen
from services.inventory.domain.transfers import TransferLine, TransferStatus, TransferStep, differing, said_by_step
from services.inventory.forms.transfers import TakingBackForm
from services.inventory.store.clinics import Clinic
from services.inventory.store.serials import place_serials
from services.inventory.store.stock import load_shelf
from services.inventory.store.transfers import (
    clinics_of_transfer,
    keep_lines,
    lines_of,
    lock_transfer,
    mark_taken_back,
    standing_step,
)

_BACK: dict[TransferStep, tuple[EntryKind, Move]] = {
    TransferStep.KEPT: (EntryKind.SEND, (Place.ON_HAND, Place.IN_TRANSIT)),
    TransferStep.LOST: (EntryKind.RESTORE, (Place.LOST, Place.IN_TRANSIT)),
    TransferStep.DISCARDED: (EntryKind.RESTORE, (Place.DISCARDED, Place.IN_TRANSIT)),
}
_ARRIVED = {TransferStep.ARRIVED, TransferStep.DAMAGED}


@dataclass(frozen=True, slots=True)
class Reversed:
    """A step that is taken back, and both clinics, locked."""

    step: Row
    line: TransferLine
    sender: Clinic
    receiver: Clinic
    reason: str


async def take_back(work: Work, transfer_id: UUID, step_id: UUID, form: TakingBackForm) -> None:
    """What arrived, or was settled as missing, is in transit again; both stay readable.

    Raises TransferUnknown, LineUnknown, Forbidden, StepStays, TransferNotOpen (cancelled), NotAtThatPlace: what has
    moved on from there is taken back first.
    """
    ends = await clinics_of_transfer(work, transfer_id)
    work.access.authorize(where=ends)
    transfer, sender, receiver = await lock_transfer(work, ends, transfer_id)
    step = await standing_step(work, transfer_id, step_id)
    what = TransferStep(step.what)
    if what not in _BACK and what not in _ARRIVED:
        raise StepStays(
            "This step is not taken back here: correct the session that opened it, settle the surplus, or move the"
            " cartridges by hand."
        )
    work.access.authorize(where=said_by_step(what, sender.id, receiver.id))
    if transfer.status == TransferStatus.CANCELLED.value:
        raise TransferNotOpen("This transfer was cancelled: all of it is at the clinic that sent it.")
    lines = await lines_of(work, transfer_id)
    complete = transfer.complete_at is not None
    differed = set(differing(lines, complete=complete))
    line = next(each for each in lines if each.id == step.line_id)
    reversing = Reversed(step, line, sender, receiver, form.reason)
    if what in _ARRIVED:
        await unreceive(work, reversing)
    else:
        await _unsettle(work, reversing, *_BACK[what])
    await mark_taken_back(work, step_id, form.reason)
    await keep_lines(work, [line])
    await bring_up_to_date(work, transfer, lines, differed, complete=complete, why="taken_back")
    work.audit("transfer step taken back", f"transfer/{transfer_id}", step=str(step_id), reason=form.reason)


async def unreceive(work: Work, of: Reversed) -> None:
    """It did not arrive: out of the books of the clinic that received it, in transit in those of the sender."""
    line, count = of.line, of.step.quantity
    entered = await load_shelf(work, of.receiver, line.gtin, lots_named=[line.lot], holders_of=line.lot)
    lot = entered.stock.lots[line.lot]
    if of.step.what == TransferStep.DAMAGED.value:
        require_there(lot.balance, line.lot, Place.DISCARDED, count)
        way = (Place.DISCARDED, Place.ON_HAND)
        entered.stock.enter_at_once(Entry(line.lot, EntryKind.RESTORE, count, way, of.step.transfer_id, of.reason))
    require_there(lot.balance, line.lot, Place.ON_HAND, count)
    out = (Place.ON_HAND, Place.OTHER_CLINIC)
    cause, corrects = of.step.transfer_id, of.step.receiver_entry
    entered.stock.move_by_hand(Entry(line.lot, EntryKind.WITHDRAW, count, out, cause, of.reason, corrects=corrects))
    await settle(work, entered)
    left = await load_shelf(work, of.sender, line.gtin, lots_named=[line.lot])
    back, corrects = (Place.OTHER_CLINIC, Place.IN_TRANSIT), of.step.sender_entry
    left.stock.move_by_hand(Entry(line.lot, EntryKind.RESTORE, count, back, cause, of.reason, corrects=corrects))
    await settle(work, left)
    line.arrived -= count
    await place_serials(work, numbers_of([line]), of.sender.id, Place.IN_TRANSIT)


async def _unsettle(work: Work, of: Reversed, kind: EntryKind, way: Move) -> None:
    line, count = of.line, of.step.quantity
    shelf = await load_shelf(work, of.sender, line.gtin, lots_named=[line.lot], holders_of=line.lot)
    require_there(shelf.stock.lots[line.lot].balance, line.lot, way[0], count)
    cause, corrects = of.step.transfer_id, of.step.sender_entry
    shelf.stock.move_by_hand(Entry(line.lot, kind, count, way, cause, of.reason, corrects=corrects))
    await settle(work, shelf)
    line.settled -= count
    await place_serials(work, numbers_of([line]), of.sender.id, Place.IN_TRANSIT)
