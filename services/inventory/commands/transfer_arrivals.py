"""What arrives of a transfer: onto the shelf of the clinic that receives it, or thrown away where it is damaged."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.inventory.commands.accounting import account_for_opened
from services.inventory.commands.expiries import set_expiry
from services.inventory.commands.labels import read_lines
from services.inventory.commands.stock import settle
from services.inventory.commands.transfers import close_overdue, refuse_items
from services.inventory.domain.expiries import usable_on
from services.inventory.domain.ledger import Entry
from services.inventory.domain.places import EntryKind, Place, the_move
from services.inventory.domain.receipts import Labelled
from services.inventory.domain.transfers import (
    Arrival,
    TransferLine,
    TransferStatus,
    TransferStep,
    line_for,
    problems_of_arrival,
    status_of,
)
from services.inventory.forms.transfers import ArrivalForm, ArrivedItem
from services.inventory.store.clinics import Clinic
from services.inventory.store.serials import place_serials, serials_named
from services.inventory.store.stock import Shelf, introduce_lot, keep_shelf, load_shelf
from services.inventory.store.transfers import (
    change_transfer,
    clinics_of_transfer,
    keep_lines,
    keep_steps,
    lines_of,
    lock_transfer,
    require_open,
)


async def receive(work: Work, transfer_id: UUID, form: ArrivalForm) -> None:
    """Put what arrived on the shelf; what of it is recalled goes into quarantine, what is damaged is discarded.

    What is not named stays in transit. All items are received, or none. Raises TransferUnknown, Forbidden,
    TransferNotOpen, and TransferRefused with what is wrong by item.
    """
    ends = await clinics_of_transfer(work, transfer_id)
    work.access.authorize(where=ends[1])
    transfer, sender, receiver = await lock_transfer(work, ends, transfer_id)
    require_open(transfer, TransferStatus.SENT)
    lines = await lines_of(work, transfer_id)
    labels, problems = await read_lines(work, form.items, receiver.day_of(work.now))
    known = await serials_named(work, {(each.gtin, each.serial) for each in labels.values() if each.serial is not None})
    refuse_items(form.items, problems | problems_of_arrival(labels, lines, sender.id, known))
    arrivals = _arrivals(form.items, labels)
    for gtin, lot in sorted({(each.gtin, each.lot) for each in arrivals}):
        of_lot = [each for each in arrivals if (each.gtin, each.lot) == (gtin, lot)]
        await _move(work, transfer_id, sender, receiver, lines, of_lot)
    await _place(work, receiver, arrivals)
    await keep_lines(work, lines)
    await bring_up_to_date(work, transfer, lines)
    work.audit(
        "transfer received",
        f"transfer/{transfer_id}",
        cartridges=sum(each.quantity for each in arrivals),
        damaged=sum(each.quantity for each in arrivals if each.damaged),
    )


async def bring_up_to_date(work: Work, transfer: Row, lines: Iterable[TransferLine]) -> None:
    """How far the transfer is, after its lines changed."""
    status = status_of(lines, complete=transfer.complete_at is not None)
    await change_transfer(work, transfer.id, status=status.value)
    if status is not TransferStatus.SENT:
        await close_overdue(work, transfer.id, status)


def _arrivals(items: Sequence[ArrivedItem], labels: Mapping[int, Labelled]) -> list[Arrival]:
    return [
        Arrival(each.gtin, each.lot, each.serial, each.quantity, items[number].damaged)
        for number, each in labels.items()
    ]


async def _move(
    work: Work,
    transfer_id: UUID,
    sender: Clinic,
    receiver: Clinic,
    lines: Sequence[TransferLine],
    arrivals: Sequence[Arrival],
) -> None:
    """Arrivals of one lot, in the books of both clinics."""
    gtin, lot = arrivals[0].gtin, arrivals[0].lot
    left = await load_shelf(work, sender, gtin, lots_named=[lot])
    entered = await load_shelf(work, receiver, gtin, lots_named=[lot])
    await introduce_lot(work, entered, lot)
    steps: list[dict[str, Any]] = []
    for each in arrivals:
        line = line_for(lines, each)
        if line is None:
            raise ValueError("an arrival without a line was refused")
        steps.append(_enter(transfer_id, left, entered, each) | {"line_id": line.id})
        line.arrived += each.quantity
    await keep_shelf(work, left)
    await settle(work, entered)
    await keep_steps(work, transfer_id, steps)
    await set_expiry(work, receiver, gtin, lot, entered.stock.lots[lot].expires_on)
    await account_for_opened(work, receiver, gtin, lot)


def _enter(transfer_id: UUID, left: Shelf, entered: Shelf, arrival: Arrival) -> dict[str, Any]:
    sent, came, count = new_id(), new_id(), arrival.quantity
    left.stock.move_by_hand(
        Entry(arrival.lot, EntryKind.DELIVER, count, the_move(EntryKind.DELIVER), transfer_id, id=sent)
    )
    entered.stock.move_by_hand(
        Entry(arrival.lot, EntryKind.ARRIVE, count, the_move(EntryKind.ARRIVE), transfer_id, id=came)
    )
    if arrival.damaged:
        _discard(transfer_id, entered, arrival)
    return {
        "id": new_id(),
        "what": (TransferStep.DAMAGED if arrival.damaged else TransferStep.ARRIVED).value,
        "quantity": count,
        "reason": arrival.damaged or "",
        "sender_entry": sent,
        "receiver_entry": came,
    }


def _discard(transfer_id: UUID, entered: Shelf, arrival: Arrival) -> None:
    """From where it is: a recalled lot went into quarantine as it arrived, and an expired one was discarded."""
    lot = entered.stock.lots[arrival.lot]
    if not lot.recalled and not usable_on(lot.expires_on, entered.stock.today):
        return
    way = (Place.QUARANTINE if lot.recalled else Place.ON_HAND, Place.DISCARDED)
    entry = Entry(lot.lot, EntryKind.DISCARD, arrival.quantity, way, transfer_id, arrival.damaged or "")
    entered.stock.move_by_hand(entry)


async def _place(work: Work, receiver: Clinic, arrivals: Iterable[Arrival]) -> None:
    numbered = [each for each in arrivals if each.serial is not None]
    for place, damaged in ((Place.ON_HAND, False), (Place.DISCARDED, True)):
        numbers = [(each.gtin, each.lot, each.serial or "") for each in numbered if bool(each.damaged) is damaged]
        await place_serials(work, numbers, receiver.id, place)
