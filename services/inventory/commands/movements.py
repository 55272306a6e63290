"""Cartridges that a person moves at a clinic, and movements that were a mistake."""

from uuid import UUID

from sqlalchemy import select

from cartridge_codes.gtin import lot_key
from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.inventory.commands.accounting import account_for_opened
from services.inventory.commands.moved_serials import (
    InHand,
    load_in_hand,
    lost_that_may_be,
    numbers_leaving,
    put_numbers,
    read_in_hand,
    require_all_at,
)
from services.inventory.commands.order_progress import follow_receipt
from services.inventory.commands.stock import settle
from services.inventory.domain.expiries import usable_on
from services.inventory.domain.ledger import Entry
from services.inventory.domain.movements import CORRECTABLE, Act, plan, require_likely, require_there, take_back
from services.inventory.domain.places import EntryKind, Place
from services.inventory.domain.refusals import (
    AlreadyCorrected,
    CorrectedElsewhere,
    LotNotUsable,
    MovementUnknown,
    SerialsNamed,
)
from services.inventory.domain.shelf_lots import ShelfLot
from services.inventory.forms.movements import CorrectionForm, MovementForm, MovementView
from services.inventory.store.clinics import Clinic, lock_clinic
from services.inventory.store.moved_serials import numbers_moved_by
from services.inventory.store.recalled_serials import recalled_among
from services.inventory.store.serials import count_received
from services.inventory.store.stock import Shelf, load_shelf
from services.inventory.tables import chair_discards, ledger


async def move(work: Work, form: MovementForm) -> MovementView:
    """Move cartridges at a clinic, with the reason; an appointment that loses one gets another, or is short.

    Raises ScanUnreadable, GtinInvalid, ClinicUnknown, LotUnknown, NotAtThatPlace, SerialElsewhere, SerialsNamed,
    LotNotUsable (what is released), and MoreThanEverCame (what is found).
    """
    clinic = await lock_clinic(work, form.clinic_id)
    hand = await read_in_hand(work, clinic, form)
    shelf, lot = await load_in_hand(work, clinic, hand)
    if form.act is Act.RELEASE:
        await _require_usable(work, shelf, lot, hand.serial)
    note = f"{form.reason} ({form.reference})" if form.reference else form.reason
    movement_id = new_id()
    numbers = await _move(work, shelf, lot, hand, (form.act, movement_id, note), sure=form.counted_again)
    await settle(work, shelf)
    await account_for_opened(work, clinic, hand.gtin, hand.lot)
    work.audit(
        "cartridges moved",
        str(movement_id),
        act=form.act.value,
        quantity=hand.quantity,
        lot=lot_key(hand.gtin, hand.lot),
        serials=numbers,
        clinic=str(clinic.id),
    )
    return _view(movement_id, clinic, hand.gtin, lot, numbers)


async def _move(
    work: Work, shelf: Shelf, lot: ShelfLot, hand: InHand, what: tuple[Act, UUID, str], *, sure: bool
) -> list[str]:
    """Enter an act under an id, with a note. Answers the numbers of what moved."""
    act, movement_id, note = what
    moved: list[str] = []
    planned = plan(act, hand.quantity, await lost_that_may_be(work, shelf, lot, hand))
    for number, (kind, way, count) in enumerate(planned):
        numbers = await numbers_leaving(work, shelf, lot, hand, way[0], count)
        if act is not Act.FIND:
            require_there(lot.balance, lot.lot, way[0], count)
        elif way[0] is Place.UNRECORDED and not sure:
            require_likely(lot.balance, lot.lot, count)
        entry_id = movement_id if number == 0 else new_id()
        shelf.stock.move_by_hand(Entry(lot.lot, kind, count, way, movement_id, note, entry_id, serials=numbers))
        await put_numbers(work, shelf, lot.lot, numbers, way[1])
        moved += numbers
    return moved


async def correct(work: Work, entry_id: UUID, form: CorrectionForm) -> MovementView:
    """Take back a movement that was a mistake, by an entry that points to it; both stay readable.

    The whole of it, from where it went: what has moved on from there is taken back first. Raises MovementUnknown,
    Forbidden, ClinicUnknown, CorrectedElsewhere, AlreadyCorrected, SerialsNamed, SerialElsewhere, NotAtThatPlace.
    """
    entry = await _correctable(work, entry_id)
    clinic = await lock_clinic(work, entry.clinic_id)
    if (await work.execute(select(ledger.c.id).where(ledger.c.corrects == entry_id))).first():
        raise AlreadyCorrected("This movement was taken back already: look at the movements of the lot.")
    shelf = await load_shelf(work, clinic, entry.gtin, lots_named=[entry.lot], holders_of=entry.lot)
    lot = shelf.stock.lots[entry.lot]
    if entry.kind == EntryKind.RECEIPT.value and await count_received(work, entry.gtin, entry.lot, clinic.id):
        raise SerialsNamed(
            "Cartridges of lot {lot} were received here by serial number: take the whole receipt back instead.",
            lot=lot.lot,
            receipt_id=str(entry.cause),
        )
    correction_id = new_id()
    numbers = await _take_back(work, shelf, lot, entry, (correction_id, form.reason))
    await settle(work, shelf)
    await account_for_opened(work, clinic, entry.gtin, entry.lot)
    if entry.kind == EntryKind.RECEIPT.value:
        await follow_receipt(work, entry.cause)
    work.audit(
        "movement taken back", str(entry_id), correction=str(correction_id), serials=numbers, clinic=str(clinic.id)
    )
    return _view(correction_id, clinic, entry.gtin, lot, numbers)


async def _take_back(work: Work, shelf: Shelf, lot: ShelfLot, entry: Row, what: tuple[UUID, str]) -> list[str]:
    """Enter the opposite of an entry under an id, with the reason. Answers the numbers of what moved."""
    correction_id, reason = what
    kind, way = take_back((Place(entry.leaves), Place(entry.enters)))
    numbers = await numbers_moved_by(work, entry.id)
    await require_all_at(work, shelf, lot, numbers, way[0])
    require_there(lot.balance, lot.lot, way[0], entry.quantity)
    if not numbers:
        counted = InHand(shelf.gtin, lot.lot, None, entry.quantity)
        numbers = list(await numbers_leaving(work, shelf, lot, counted, way[0]))
    back = Entry(
        lot.lot, kind, entry.quantity, way, entry.cause, reason, correction_id, entry.id, serials=tuple(numbers)
    )
    shelf.stock.move_by_hand(back)
    await put_numbers(work, shelf, lot.lot, numbers, way[1])
    return numbers


async def _correctable(work: Work, entry_id: UUID) -> Row:
    entry = (await work.execute(select(ledger).where(ledger.c.id == entry_id))).first()
    if entry is None:
        raise MovementUnknown("There is no such movement: look at the movements of its lot.")
    work.access.authorize(where=entry.clinic_id)
    at_chair = (await work.execute(select(chair_discards.c.id).where(chair_discards.c.entry_id == entry_id))).first()
    if EntryKind(entry.kind) not in CORRECTABLE or entry.corrects is not None or at_chair is not None:
        raise CorrectedElsewhere(
            "Only what a person moved is taken back here: correct a session in booking; a recall, an expiry and a"
            " correction stay."
        )
    return entry


async def _require_usable(work: Work, shelf: Shelf, lot: ShelfLot, serial: str | None) -> None:
    if lot.recalled:
        raise LotNotUsable("Lot {lot} is recalled: return it or discard it, it must not be used.", lot=lot.lot)
    if serial is not None and await recalled_among(work, {(shelf.gtin, serial)}):
        raise LotNotUsable(
            "Cartridge {serial} is recalled: return it or discard it, it must not be used.", serial=serial
        )
    if not usable_on(lot.expires_on, shelf.stock.today):
        raise LotNotUsable(
            "Lot {lot} expired on {expires_on}: return it or discard it, it must not be used.",
            lot=lot.lot,
            expires_on=lot.expires_on,
        )


def _view(movement_id: UUID, clinic: Clinic, gtin: str, lot: ShelfLot, numbers: list[str]) -> MovementView:
    return MovementView(id=movement_id, clinic_id=clinic.id, gtin=gtin, lot=lot.lot, serials=sorted(numbers))
