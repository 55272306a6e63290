"""A numbered cartridge that a session opened while it was under way: so it arrived, where the session was."""

from uuid import UUID

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.inventory.commands.stock import settle
from services.inventory.commands.transfer_corrections import Reversed, unreceive
from services.inventory.commands.transfer_ends import bring_up_to_date
from services.inventory.domain.ledger import Entry
from services.inventory.domain.places import EntryKind, Place, the_move
from services.inventory.domain.serials import note_of_move
from services.inventory.domain.transfers import TransferLine, TransferStep, differing
from services.inventory.store.clinics import Clinic
from services.inventory.store.opened_cartridges import lot_in_books
from services.inventory.store.serials import place_serials
from services.inventory.store.stock import introduce_lot, keep_shelf, load_shelf
from services.inventory.store.transfers import (
    keep_lines,
    keep_steps,
    line_under_way,
    lines_of,
    mark_taken_back,
    step_of_session,
)


async def open_on_the_way(work: Work, seen: Row, session_id: UUID, sender: Clinic, here: Clinic) -> None:
    """Move it in the books of both clinics, before it is taken from the shelf where it was opened.

    Under the lock of the clinic that sent it, under which every change of its transfer is made.
    """
    found = await line_under_way(work, seen.gtin, seen.serial)
    if found is None or here.zone is None or sender.zone is None:
        return
    transfer, line_id = found
    lines = await lines_of(work, transfer.id)
    differed = set(differing(lines, complete=transfer.complete_at is not None))
    line = next(each for each in lines if each.id == line_id)
    entries = await _deliver(work, line, session_id, sender, here)
    line.arrived, line.opened_in = line.arrived + 1, session_id
    step = {"id": new_id(), "line_id": line.id, "what": TransferStep.OPENED.value, "quantity": 1}
    await keep_lines(work, [line])
    await keep_steps(work, transfer.id, [step | entries])
    await place_serials(work, [(line.gtin, line.lot, seen.serial)], here.id, Place.ON_HAND)
    await bring_up_to_date(
        work, transfer, lines, differed, complete=transfer.complete_at is not None, why=TransferStep.OPENED.value
    )


async def close_on_the_way(work: Work, opened: Row, sender: Clinic, here: Clinic) -> bool:
    """It was not opened after all, so it is in transit again. False when it was not opened on the way, or has moved."""
    found = await step_of_session(work, opened.gtin, opened.serial, opened.session_id)
    if found is None or here.zone is None or sender.zone is None:
        return False
    transfer, step = found
    lot = lot_in_books(opened)
    shelf = await load_shelf(work, here, opened.gtin, lots_named=[lot])
    if shelf.stock.shelf(lot) == 0:
        return True
    lines = await lines_of(work, transfer.id)
    complete = transfer.complete_at is not None
    differed = set(differing(lines, complete=complete))
    line = next(each for each in lines if each.id == step.line_id)
    await unreceive(work, Reversed(step, line, sender, here, note_of_move(opened.serial)))
    line.opened_in = None
    await keep_lines(work, [line])
    await mark_taken_back(work, step.id, "not_opened")
    await bring_up_to_date(work, transfer, lines, differed, complete=complete, why="not_opened")
    return True


async def _deliver(work: Work, line: TransferLine, session_id: UUID, sender: Clinic, here: Clinic) -> dict[str, UUID]:
    note, went, came = note_of_move(line.serial or ""), new_id(), new_id()
    left = await load_shelf(work, sender, line.gtin, lots_named=[line.lot])
    left.stock.move_by_hand(Entry(line.lot, EntryKind.DELIVER, 1, the_move(EntryKind.DELIVER), session_id, note, went))
    await settle(work, left)
    entered = await load_shelf(work, here, line.gtin, lots_named=[line.lot])
    await introduce_lot(work, entered, line.lot)
    entered.stock.enter_at_once(
        Entry(line.lot, EntryKind.ARRIVE, 1, the_move(EntryKind.ARRIVE), session_id, note, came)
    )
    await keep_shelf(work, entered)
    return {"sender_entry": went, "receiver_entry": came}
