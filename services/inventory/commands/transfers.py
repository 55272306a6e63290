"""Transfers to another clinic: sent, expected on another day, cancelled, and looked for when they do not arrive."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from chassis.ids import new_id
from chassis.work import Work
from services.inventory.commands.accounting import account_for_opened
from services.inventory.commands.labels import Named, Problems, read_lines, refuse_items
from services.inventory.commands.placed_numbers import put_in_place
from services.inventory.commands.recalled_shelf import put_aside_recalled
from services.inventory.commands.stock import settle
from services.inventory.domain.due_times import overdue_transfer_due
from services.inventory.domain.ledger import Entry
from services.inventory.domain.places import EntryKind, Place, the_move
from services.inventory.domain.receipts import Labelled
from services.inventory.domain.reservations import ReservationStatus
from services.inventory.domain.transfer_problems import problems_of_sending
from services.inventory.domain.transfer_refusals import (
    SessionsFallShort,
    TransferArrived,
    TransferInvalid,
    TransferRefused,
)
from services.inventory.domain.transfers import (
    EXPECTED_WITHIN,
    TransferLine,
    TransferStatus,
    expected_by,
)
from services.inventory.forms.transfers import CancellationForm, PostponementForm, TransferForm
from services.inventory.store.clinics import Clinic, lock_two_clinics
from services.inventory.store.serials import numbered_only, place_serials, serials_named
from services.inventory.store.stock import Shelf, counts_on_shelf, load_shelf
from services.inventory.store.transfers import (
    change_transfer,
    clinics_of_transfer,
    insert_transfer,
    lines_of,
    lock_transfer,
    require_open,
)
from services.inventory.worklist import TRANSFER_OVERDUE, WORKLIST

OVERDUE = "transfer.overdue"
"""The timer at the end of the day on which a transfer is expected; its key is the transfer."""


async def send(work: Work, form: TransferForm) -> UUID:
    """Take cartridges off a clinic's shelf: they are in transit until the other clinic receives them.

    Raises TransferInvalid, ClinicUnknown, ClosedForGood, TransferRefused with what is wrong by item, and
    SessionsFallShort unless the sender says that they may. Answers the transfer's id.
    """
    if form.from_clinic_id == form.to_clinic_id:
        raise TransferInvalid("A transfer goes to another clinic: name two.")
    sender, receiver = await lock_two_clinics(work, form.from_clinic_id, form.to_clinic_id)
    expected = _expected(work, receiver, form.expected_on)
    receiver.require_there_on(expected[0])
    labels, problems = await read_lines(work, form.items, sender.day_of(work.now))
    refuse_moves(form.items, problems | await _problems(work, sender, labels))
    lines, transfer_id = lines_from(labels.values()), new_id()
    short = sum([await _take(work, sender, transfer_id, *each) for each in sorted(_amounts(lines).items())])
    if short and not form.even_if_short:
        raise SessionsFallShort(
            "{sessions} {sessions:session|sessions} at the clinic that sends would have no "
            "cartridges: send fewer, or confirm that they"
            " are sent all the same.",
            sessions=short,
        )
    await _write_down(work, form, transfer_id, lines, *expected)
    await place_serials(work, numbers_of(lines), sender.id, Place.IN_TRANSIT)
    work.audit(
        "transfer sent",
        f"transfer/{transfer_id}",
        sender=str(sender.id),
        receiver=str(receiver.id),
        cartridges=sum(line.sent for line in lines),
    )
    return transfer_id


async def postpone(work: Work, transfer_id: UUID, form: PostponementForm) -> None:
    """It will arrive on another day. Raises TransferUnknown, Forbidden, TransferNotOpen, TransferInvalid."""
    ends = await clinics_of_transfer(work, transfer_id)
    work.access.authorize(where=ends)
    transfer, _, receiver = await lock_transfer(work, ends, transfer_id)
    require_open(transfer, TransferStatus.SENT)
    expected_on, due_at = _expected(work, receiver, form.expected_on)
    await change_transfer(work, transfer_id, expected_on=expected_on, expected_by=due_at)
    await work.set_timer(OVERDUE, str(transfer_id), due_at)
    await WORKLIST.close(work, TRANSFER_OVERDUE, transfer_id, why="postponed")
    work.audit("transfer postponed", f"transfer/{transfer_id}", expected_on=str(expected_on), reason=form.reason)


async def cancel(work: Work, transfer_id: UUID, form: CancellationForm) -> None:
    """It never left, or was brought back: all of it is on the shelf of the clinic that sent it.

    What was recalled or expired meanwhile leaves the shelf at once. Raises TransferUnknown, Forbidden,
    TransferNotOpen, TransferArrived.
    """
    ends = await clinics_of_transfer(work, transfer_id)
    work.access.authorize(where=ends[0])
    transfer, sender, _ = await lock_transfer(work, ends, transfer_id)
    require_open(transfer, TransferStatus.SENT)
    lines = await lines_of(work, transfer_id)
    if any(line.in_transit != line.sent or line.surplus for line in lines):
        raise TransferArrived("Some of this transfer has arrived: receive the rest, or say what became of it.")
    for (gtin, lot), count in sorted(_amounts(lines).items()):
        shelf = await load_shelf(work, sender, gtin, lots_named=[lot])
        way = (Place.IN_TRANSIT, Place.ON_HAND)
        shelf.stock.move_by_hand(Entry(lot, EntryKind.RESTORE, count, way, transfer_id, form.reason))
        await settle(work, shelf)
        await account_for_opened(work, sender, gtin, lot)
    await put_in_place(work, numbers_of(lines), sender.id, Place.ON_HAND)
    await put_aside_recalled(work, sender, lots_of(numbers_of(lines)))
    ended = {"cancelled_at": work.now, "cancelled_by": work.actor.subject, "cancelled_because": form.reason}
    await change_transfer(work, transfer_id, status=TransferStatus.CANCELLED.value, **ended)
    await close_overdue(work, transfer_id, TransferStatus.CANCELLED)
    work.audit("transfer cancelled", f"transfer/{transfer_id}", reason=form.reason)


async def list_overdue(work: Work, transfer_id: UUID) -> None:
    """The day on which it was expected is over: somebody has to find out where it is. Not when it is no longer sent."""
    transfer, _, receiver = await lock_transfer(work, await clinics_of_transfer(work, transfer_id), transfer_id)
    if transfer.status == TransferStatus.SENT.value and transfer.expected_by <= work.now:
        await WORKLIST.open(
            work,
            TRANSFER_OVERDUE,
            transfer_id,
            clinic_id=receiver.id,
            patient_id=None,
            due_at=overdue_transfer_due(work.now),
            about={"from_clinic_id": transfer.from_clinic_id},
        )


async def close_overdue(work: Work, transfer_id: UUID, status: TransferStatus) -> None:
    """Nothing of it is awaited any longer."""
    await work.cancel_timer(OVERDUE, str(transfer_id))
    await WORKLIST.close(work, TRANSFER_OVERDUE, transfer_id, why=status.value)


def lines_from(labels: Iterable[Labelled]) -> list[TransferLine]:
    """One line for each lot and each numbered cartridge."""
    counts: Counter[tuple[str, str, str | None]] = Counter()
    for each in labels:
        counts[each.gtin, each.lot, each.serial] += each.quantity
    return [TransferLine(new_id(), *key, sent=count) for key, count in counts.items()]


def numbers_of(lines: Iterable[TransferLine]) -> list[tuple[str, str, str]]:
    """The numbered cartridges among lines, by (gtin, lot, serial)."""
    return [(line.gtin, line.lot, line.serial) for line in lines if line.serial is not None]


def lots_of(numbers: Iterable[tuple[str, str, str]]) -> set[tuple[str, str]]:
    """The lots, by (gtin, lot), of numbered cartridges."""
    return {(gtin, lot) for gtin, lot, _ in numbers}


def refuse_moves(items: Sequence[Named], problems: Problems) -> None:
    """Raises TransferRefused when any item has a problem."""
    sentence = "Nothing was moved: {wrong} of {items} {items:item|items} cannot be. Item {first}: {problem}"
    refuse_items(items, problems, TransferRefused, sentence)


def _expected(work: Work, receiver: Clinic, named: date | None) -> tuple[date, datetime]:
    """The day on which it is expected, and the moment at which that day is over."""
    today = receiver.day_of(work.now)
    if named is not None and named < today:
        raise TransferInvalid("{day} is over at the clinic that receives: name a day that is not.", day=named)
    day = named or today + EXPECTED_WITHIN
    return day, expected_by(day, receiver.zone or "UTC")


def _amounts(lines: Iterable[TransferLine]) -> Counter[tuple[str, str]]:
    amounts: Counter[tuple[str, str]] = Counter()
    for line in lines:
        amounts[line.gtin, line.lot] += line.sent
    return amounts


async def _problems(work: Work, sender: Clinic, labels: Mapping[int, Labelled]) -> Problems:
    keys = {(each.gtin, each.lot) for each in labels.values()}
    on_shelf = await counts_on_shelf(work, sender.id, keys)
    numbers = {(each.gtin, each.serial) for each in labels.values() if each.serial is not None}
    known = await serials_named(work, numbers)
    return problems_of_sending(labels, sender.id, on_shelf, known, await numbered_only(work, keys, sender.id))


async def _take(work: Work, sender: Clinic, transfer_id: UUID, key: tuple[str, str], count: int) -> int:
    """Off the shelf; answers how many sessions are short for it."""
    gtin, lot = key
    shelf = await load_shelf(work, sender, gtin, lots_named=[lot], holders_of=lot)
    way = the_move(EntryKind.SEND)
    shelf.stock.move_by_hand(Entry(lot, EntryKind.SEND, count, way, transfer_id))
    await settle(work, shelf)
    return _fell_short(shelf)


def _fell_short(shelf: Shelf) -> int:
    was_short = {id for id, each in shelf.reservations_before.items() if each.status is ReservationStatus.SHORT}
    return sum(
        each.status is ReservationStatus.SHORT and each.appointment_id not in was_short
        for each in shelf.stock.reservations.values()
    )


async def _write_down(
    work: Work,
    form: TransferForm,
    transfer_id: UUID,
    lines: Sequence[TransferLine],
    expected_on: date,
    due_at: datetime,
) -> None:
    values = {
        "id": transfer_id,
        "from_clinic_id": form.from_clinic_id,
        "to_clinic_id": form.to_clinic_id,
        "status": TransferStatus.SENT.value,
        "expected_on": expected_on,
        "expected_by": due_at,
        "note": form.note,
        "sent_at": work.now,
        "sent_by": work.actor.subject,
    }
    await insert_transfer(work, values, lines)
    await work.set_timer(OVERDUE, str(transfer_id), due_at)
