"""What arrives of a transfer: onto the shelf of the clinic that receives it, or thrown away where it is damaged."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from chassis.ids import new_id
from chassis.work import Work
from services.inventory.commands.accounting import account_for_opened
from services.inventory.commands.expiries import set_expiry
from services.inventory.commands.labels import read_lines
from services.inventory.commands.placed_numbers import put_in_place
from services.inventory.commands.recalled_shelf import put_aside_recalled
from services.inventory.commands.stock import settle
from services.inventory.commands.transfer_ends import bring_up_to_date
from services.inventory.commands.transfers import refuse_moves
from services.inventory.domain.expiries import usable_on
from services.inventory.domain.ledger import Entry
from services.inventory.domain.places import EntryKind, Place, the_move
from services.inventory.domain.receipts import Labelled
from services.inventory.domain.transfer_problems import problems_of_arrival
from services.inventory.domain.transfers import (
    Arrival,
    TransferLine,
    TransferStatus,
    TransferStep,
    differing,
    line_for,
)
from services.inventory.forms.transfers import ArrivalForm, ArrivedItem
from services.inventory.store.clinics import Clinic
from services.inventory.store.lots import keep_lots
from services.inventory.store.serials import serials_named
from services.inventory.store.stock import Shelf, introduce_lot, keep_shelf, load_shelf
from services.inventory.store.transfers import (
    change_transfer,
    clinics_of_transfer,
    insert_lines,
    keep_lines,
    keep_steps,
    lines_of,
    lock_transfer,
    require_open,
)


async def receive(work: Work, transfer_id: UUID, form: ArrivalForm) -> None:
    """Put what arrived on the shelf; what of it is recalled goes into quarantine, what is damaged is discarded.

    What is not named stays in transit; once nothing more is to come, it is a difference. What was not sent goes into
    quarantine, and is a difference as well. All items are received, or none. Raises TransferUnknown, Forbidden,
    TransferNotOpen, and TransferRefused with what is wrong by item.
    """
    ends = await clinics_of_transfer(work, transfer_id)
    work.access.authorize(where=ends[1])
    transfer, sender, receiver = await lock_transfer(work, ends, transfer_id)
    require_open(transfer, TransferStatus.SENT, TransferStatus.DIFFERS)
    lines = await lines_of(work, transfer_id)
    differed = set(differing(lines, complete=transfer.complete_at is not None))
    labels, problems = await read_lines(work, form.items, receiver.day_of(work.now))
    known = await serials_named(work, {(each.gtin, each.serial) for each in labels.values() if each.serial is not None})
    wrong = problems_of_arrival(labels, lines, receiver.id, known, counted_again=form.counted_again)
    refuse_moves(form.items, problems | wrong)
    arrivals = _arrivals(form.items, labels)
    await _write_down_what_was_not_sent(work, transfer_id, lines, labels, arrivals)
    for gtin, lot in sorted({(each.gtin, each.lot) for each in arrivals}):
        of_lot = [each for each in arrivals if (each.gtin, each.lot) == (gtin, lot)]
        await _move(work, transfer_id, sender, receiver, lines, of_lot)
    await _place(work, receiver, lines, arrivals)
    numbered = {(each.gtin, each.lot) for each in arrivals if each.serial is not None}
    await put_aside_recalled(work, receiver, numbered)
    await keep_lines(work, lines)
    complete = transfer.complete_at is not None or form.complete
    if form.complete and transfer.complete_at is None:
        await change_transfer(work, transfer_id, complete_at=work.now, complete_by=work.actor.subject)
    await bring_up_to_date(work, transfer, lines, differed, complete=complete, why="arrived")
    work.audit(
        "transfer received",
        f"transfer/{transfer_id}",
        cartridges=sum(each.quantity for each in arrivals),
        damaged=sum(each.quantity for each in arrivals if each.damaged),
    )


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
            raise ValueError("what was not sent has a line by now")
        expected = min(each.quantity, line.in_transit)
        if expected:
            steps.append(_enter(transfer_id, left, entered, replace(each, quantity=expected)) | {"line_id": line.id})
        if each.quantity > expected:
            surplus = replace(each, quantity=each.quantity - expected)
            steps.append(_put_aside(transfer_id, entered, surplus) | {"line_id": line.id})
        line.arrived += expected
        line.surplus += each.quantity - expected
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


def _put_aside(transfer_id: UUID, entered: Shelf, surplus: Arrival) -> dict[str, Any]:
    """What was not sent: found, and held until somebody says whence it came."""
    found, count = new_id(), surplus.quantity
    came, aside = (Place.UNRECORDED, Place.ON_HAND), (Place.ON_HAND, Place.QUARANTINE)
    entered.stock.enter_at_once(
        Entry(surplus.lot, EntryKind.FIND, count, came, transfer_id, id=found),
        Entry(surplus.lot, EntryKind.HOLD, count, aside, transfer_id, surplus.damaged or "", id=new_id()),
    )
    return {
        "id": new_id(),
        "what": TransferStep.SURPLUS.value,
        "quantity": count,
        "reason": surplus.damaged or "",
        "receiver_entry": found,
    }


async def _write_down_what_was_not_sent(
    work: Work,
    transfer_id: UUID,
    lines: list[TransferLine],
    labels: Mapping[int, Labelled],
    arrivals: Iterable[Arrival],
) -> None:
    """A line for each lot or number that arrived and was not sent; the lot may be new to the chain."""
    await keep_lots(work, labels.values())
    fresh = []
    for each in arrivals:
        if line_for(lines, each) is None:
            fresh.append(TransferLine(new_id(), each.gtin, each.lot, each.serial, sent=0))
            lines.append(fresh[-1])
    await insert_lines(work, transfer_id, fresh)


def _discard(transfer_id: UUID, entered: Shelf, arrival: Arrival) -> None:
    """From where it is: a recalled lot went into quarantine as it arrived, and an expired one was discarded."""
    lot = entered.stock.lots[arrival.lot]
    if not lot.recalled and not usable_on(lot.expires_on, entered.stock.today):
        return
    way = (Place.QUARANTINE if lot.recalled else Place.ON_HAND, Place.DISCARDED)
    entry = Entry(lot.lot, EntryKind.DISCARD, arrival.quantity, way, transfer_id, arrival.damaged or "")
    entered.stock.move_by_hand(entry)


async def _place(work: Work, receiver: Clinic, lines: Sequence[TransferLine], arrivals: Iterable[Arrival]) -> None:
    places: defaultdict[Place, list[tuple[str, str, str]]] = defaultdict(list)
    for each in arrivals:
        line = line_for(lines, each)
        if each.serial is not None and line is not None:
            aside = Place.QUARANTINE if line.serial is not None and line.surplus else Place.ON_HAND
            places[Place.DISCARDED if each.damaged and not line.surplus else aside].append(
                (each.gtin, each.lot, each.serial)
            )
    for place, numbers in places.items():
        await put_in_place(work, numbers, receiver.id, place)
