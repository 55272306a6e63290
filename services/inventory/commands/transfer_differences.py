"""What a person says became of a difference between what was sent and what arrived."""

from typing import Any
from uuid import UUID

from chassis.ids import new_id
from chassis.work import Work
from services.inventory.commands.accounting import account_for_opened
from services.inventory.commands.placed_numbers import put_in_place
from services.inventory.commands.recalled_shelf import put_aside_recalled
from services.inventory.commands.stock import settle as settle_shelf
from services.inventory.commands.transfer_ends import bring_up_to_date
from services.inventory.commands.transfers import lots_of, numbers_of
from services.inventory.domain.ledger import Entry
from services.inventory.domain.movements import require_there
from services.inventory.domain.places import EntryKind, Move, Place, the_move
from services.inventory.domain.transfer_refusals import LineUnknown, NothingToSettle
from services.inventory.domain.transfers import Outcome, TransferLine, TransferStatus, differing, said_by
from services.inventory.forms.transfers import SettlementForm
from services.inventory.store.clinics import Clinic
from services.inventory.store.stock import Shelf, introduce_lot, load_shelf
from services.inventory.store.transfers import (
    clinics_of_transfer,
    keep_lines,
    keep_steps,
    lines_of,
    lock_transfer,
    require_open,
)
from services.inventory.worklist import TRANSFER_DIFFERENCE, WORKLIST

_OF_MISSING: dict[Outcome, tuple[EntryKind, Move]] = {
    Outcome.KEPT: (EntryKind.RESTORE, (Place.IN_TRANSIT, Place.ON_HAND)),
    Outcome.LOST: (EntryKind.LOSE, (Place.IN_TRANSIT, Place.LOST)),
    Outcome.DISCARDED: (EntryKind.DISCARD, (Place.IN_TRANSIT, Place.DISCARDED)),
}


async def settle(work: Work, transfer_id: UUID, form: SettlementForm) -> None:
    """Move what differs to where it is; the item on the worklist closes when nothing of the line is left open.

    Raises TransferUnknown, Forbidden (of a shelf only who works there), TransferNotOpen, LineUnknown,
    NothingToSettle, NotAtThatPlace, ClaimedByAnother.
    """
    ends = await clinics_of_transfer(work, transfer_id)
    work.access.authorize(where=said_by(form.outcome, *ends))
    transfer, sender, receiver = await lock_transfer(work, ends, transfer_id)
    require_open(transfer, TransferStatus.SENT, TransferStatus.DIFFERS)
    lines = await lines_of(work, transfer_id)
    complete = transfer.complete_at is not None
    differed = set(differing(lines, complete=complete))
    line, count = _settled(lines, form)
    await WORKLIST.require_free(work, TRANSFER_DIFFERENCE, line.id)
    if form.outcome.of_surplus:
        entries = await _settle_surplus(work, transfer_id, sender, receiver, line, count, form)
        line.surplus_settled += count
    else:
        entries = await _settle_missing(work, transfer_id, sender, line, count, form)
        line.settled += count
    step = {"id": new_id(), "line_id": line.id, "what": form.outcome.value, "quantity": count, "reason": form.reason}
    await keep_steps(work, transfer_id, [step | entries])
    await keep_lines(work, [line])
    await bring_up_to_date(work, transfer, lines, differed, complete=complete, why=form.outcome.value)
    work.audit(
        "transfer difference settled",
        f"transfer/{transfer_id}",
        line=str(line.id),
        outcome=form.outcome.value,
        quantity=count,
        reason=form.reason,
    )


def _settled(lines: list[TransferLine], form: SettlementForm) -> tuple[TransferLine, int]:
    """The line, and how many of it are settled."""
    line = next((each for each in lines if each.id == form.line_id), None)
    if line is None:
        raise LineUnknown("The transfer has no such line: look at the transfer again.")
    there = line.unsettled_surplus if form.outcome.of_surplus else line.in_transit
    count = form.quantity or there
    if not 0 < count <= there:
        what = "arrived without being sent" if form.outcome.of_surplus else "are missing"
        raise NothingToSettle("{there} of this line {what}: settle at most that.", there=there, what=what)
    return line, count


async def _settle_missing(
    work: Work, transfer_id: UUID, sender: Clinic, line: TransferLine, count: int, form: SettlementForm
) -> dict[str, Any]:
    shelf = await load_shelf(work, sender, line.gtin, lots_named=[line.lot])
    kind, way = _OF_MISSING[form.outcome]
    entry_id = new_id()
    shelf.stock.move_by_hand(Entry(line.lot, kind, count, way, transfer_id, form.reason, entry_id))
    await settle_shelf(work, shelf)
    if form.outcome is Outcome.KEPT:
        await account_for_opened(work, sender, line.gtin, line.lot)
    await put_in_place(work, numbers_of([line]), sender.id, way[1])
    await put_aside_recalled(work, sender, lots_of(numbers_of([line])))
    return {"sender_entry": entry_id}


async def _settle_surplus(
    work: Work,
    transfer_id: UUID,
    sender: Clinic,
    receiver: Clinic,
    line: TransferLine,
    count: int,
    form: SettlementForm,
) -> dict[str, Any]:
    aside = await load_shelf(work, receiver, line.gtin, lots_named=[line.lot])
    require_there(aside.stock.lots[line.lot].balance, line.lot, Place.QUARANTINE, count)
    entries: dict[str, Any] = {}
    if form.outcome is Outcome.SENT_TOO:
        entries["sender_entry"] = await _send_too(work, transfer_id, sender, line, count)
    entries["receiver_entry"] = _out_of_quarantine(aside, transfer_id, line, count, form)
    await settle_shelf(work, aside)
    await account_for_opened(work, receiver, line.gtin, line.lot)
    where = sender if form.outcome is Outcome.MISCOUNTED else receiver
    place = Place.DISCARDED if form.outcome is Outcome.SURPLUS_DISCARDED else Place.ON_HAND
    await put_in_place(work, numbers_of([line]), where.id, place)
    await put_aside_recalled(work, where, lots_of(numbers_of([line])))
    return entries


def _out_of_quarantine(aside: Shelf, transfer_id: UUID, line: TransferLine, count: int, form: SettlementForm) -> UUID:
    """Answers the ledger entry that says where it is."""
    entry_id = new_id()

    def entry(kind: EntryKind, way: Move, id: UUID | None = None) -> Entry:
        return Entry(line.lot, kind, count, way, transfer_id, form.reason, id)

    release = the_move(EntryKind.RELEASE)
    never_came = entry(EntryKind.WITHDRAW, (Place.ON_HAND, Place.UNRECORDED))
    match form.outcome:
        case Outcome.SURPLUS_DISCARDED:
            aside.stock.move_by_hand(entry(EntryKind.DISCARD, (Place.QUARANTINE, Place.DISCARDED), entry_id))
        case Outcome.TAKEN_OVER:
            aside.stock.move_by_hand(entry(EntryKind.RELEASE, release, entry_id))
        case Outcome.SENT_TOO:
            aside.stock.enter_at_once(entry(EntryKind.RELEASE, release), never_came)
            aside.stock.move_by_hand(entry(EntryKind.ARRIVE, the_move(EntryKind.ARRIVE), entry_id))
        case _:
            aside.stock.enter_at_once(entry(EntryKind.RELEASE, release, entry_id), never_came)
    return entry_id


async def _send_too(work: Work, transfer_id: UUID, sender: Clinic, line: TransferLine, count: int) -> UUID:
    """It left the sender's shelf as well, who had not written that down."""
    shelf = await load_shelf(work, sender, line.gtin, lots_named=[line.lot], holders_of=line.lot)
    lot = await introduce_lot(work, shelf, line.lot)
    require_there(lot.balance, line.lot, Place.ON_HAND, count)
    entry_id = new_id()
    for kind, id in ((EntryKind.SEND, None), (EntryKind.DELIVER, entry_id)):
        shelf.stock.move_by_hand(Entry(line.lot, kind, count, the_move(kind), transfer_id, id=id))
    await settle_shelf(work, shelf)
    return entry_id
