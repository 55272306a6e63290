"""Receipts that were entered in error, or under the wrong order: taken back as far as nothing was used, or assigned."""

from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.inventory.commands.accounting import account_for_opened
from services.inventory.commands.number_corrections import move_to_lot
from services.inventory.commands.order_progress import follow_order
from services.inventory.commands.receipt_orders import answered, ask_about_note, ask_about_order
from services.inventory.commands.received_numbers import leave_numbers
from services.inventory.commands.stock import settle
from services.inventory.domain.ledger import Entry
from services.inventory.domain.number_corrections import NumberCorrection
from services.inventory.domain.places import EntryKind, Place
from services.inventory.domain.receipt_refusals import ReceiptMixed, ReceiptSpent
from services.inventory.domain.receipts import Labelled, there_to_take_back
from services.inventory.forms.receipts import (
    ReceiptAssignmentForm,
    ReceiptWithdrawalForm,
    ReceiptWithdrawalView,
    TakenBackView,
)
from services.inventory.store.clinics import Clinic, lock_clinic
from services.inventory.store.number_corrections import received_as
from services.inventory.store.receipts import entries_of_receipts, find_policy, read_receipt
from services.inventory.store.serials import find_serial, lot_opened_as, unreceive
from services.inventory.store.stock import load_shelf
from services.inventory.tables import ledger, receipts, serials


async def withdraw_receipt(work: Work, receipt_id: UUID, form: ReceiptWithdrawalForm) -> ReceiptWithdrawalView:
    """Take back what of a receipt is still on the shelf; what was used, moved or put aside had arrived, and stays.

    The order that it belonged to waits for it again. Raises ReceiptUnknown, Forbidden, ClinicUnknown, ReceiptSpent,
    ReceiptMixed, NumberPutAway.
    """
    receipt = await read_receipt(work, receipt_id)
    work.access.authorize(where=receipt.clinic_id)
    clinic = await lock_clinic(work, receipt.clinic_id)
    this = (ledger.c.cause == receipt_id) & (ledger.c.clinic_id == clinic.id)
    entries = (await work.execute(entries_of_receipts().where(this).order_by(ledger.c.gtin, ledger.c.lot))).all()
    await _receive_as_written(work, clinic, receipt_id, form.reason)
    taken = [await _take_back(work, clinic, entry, form.reason) for entry in entries if not entry.taken_back]
    back = sum(each.taken_back for each in taken)
    if back == 0 and any(entry.taken_back for entry in entries):
        raise ReceiptSpent(
            "This receipt was taken back already, as far as it was on the shelf then: what came back since and does not"
            " exist is moved by hand, as lost or returned."
        )
    if back == 0:
        raise ReceiptSpent(
            "Nothing of this receipt is on the shelf any longer, or all of it was taken back already: read it."
        )
    await follow_order(work, receipt.order_id)
    numbers = [serial for each in taken for serial in each.serials]
    work.audit("receipt taken back", str(receipt_id), clinic=str(clinic.id), cartridges=back, serials=numbers)
    stays = sum(each.stays for each in taken)
    return ReceiptWithdrawalView(id=receipt_id, clinic_id=clinic.id, taken_back=back, stays=stays, lots=taken)


async def assign_receipt(work: Work, receipt_id: UUID, form: ReceiptAssignmentForm) -> None:
    """A receipt belongs to another order or delivery note than was said, or to none. Both orders follow.

    Raises ReceiptUnknown, Forbidden, ClinicUnknown, OrderUnknown, OrderElsewhere, OrderNotDraft, OrderOver,
    ReceiptQuestioned, OverDeliveryRefused.
    """
    clinic_id = (await read_receipt(work, receipt_id)).clinic_id
    work.access.authorize(where=clinic_id)
    clinic = await lock_clinic(work, clinic_id)
    receipt = await read_receipt(work, receipt_id)
    questions = []
    if form.order_id != receipt.order_id:
        labels = await _what_is_left(work, receipt_id)
        questions += await ask_about_order(work, clinic, labels, form.order_id, await find_policy(work))
    if form.delivery_note is not None and form.delivery_note.lower() != (receipt.delivery_note or "").lower():
        questions += await ask_about_note(work, clinic, form.delivery_note)
    accepted = sorted({*(receipt.accepted or []), *answered(questions, form.accepts)})
    stated = {"order_id": form.order_id, "delivery_note": form.delivery_note, "accepted": accepted}
    first = {"received_at": receipt.received_at, "received_by": receipt.received_by}
    fresh = insert(receipts).values(id=receipt_id, clinic_id=clinic.id, **first, **stated)
    await work.execute(fresh.on_conflict_do_update(index_elements=[receipts.c.id], set_=stated))
    for order_id in sorted({id for id in (receipt.order_id, form.order_id) if id is not None}):
        await follow_order(work, order_id)
    work.audit("receipt assigned", str(receipt_id), order=str(form.order_id), reason=form.reason)


async def _receive_as_written(work: Work, clinic: Clinic, receipt_id: UUID, reason: str) -> None:
    """What lies here of a lot to which it was corrected is of the receipt's own lot again, to be taken back with it."""
    for (gtin, serial), named in (await received_as(work, receipt_id)).items():
        number = await find_serial(work, gtin, serial, lock=True)
        if number is None or number.lot == named or number.clinic_id != clinic.id:
            continue
        unopened = number.used_in is None and number.discarded_in is None
        if unopened and Place(number.place) is Place.ON_HAND and number.received_in == clinic.id:
            back = NumberCorrection(new_id(), gtin, serial, number.lot, named, reason)
            await move_to_lot(work, {clinic.id: clinic}, number, back)


async def _what_is_left(work: Work, receipt_id: UUID) -> dict[int, Labelled]:
    rows = (await work.execute(entries_of_receipts().where(ledger.c.cause == receipt_id))).all()
    return {
        number: Labelled(row.gtin, row.lot, row.expires_on, None, row.quantity - row.taken_back)
        for number, row in enumerate(rows)
        if row.quantity > row.taken_back
    }


async def _take_back(work: Work, clinic: Clinic, entry: Row, reason: str) -> TakenBackView:
    """What of one lot is on the shelf is as if it had not come; appointments that held it get another, or are short."""
    came = select(serials.c.serial).where(serials.c.gtin == entry.gtin, serials.c.receipt_id == entry.cause)
    named = list((await work.execute(came.where(serials.c.lot == entry.lot))).scalars())
    await leave_numbers(work, clinic, entry.gtin, entry.lot, named)
    shelf = await load_shelf(work, clinic, entry.gtin, lots_named=[entry.lot], holders_of=entry.lot)
    mine, all_numbered, numbered_here = await _numbered(work, clinic, entry)
    on_shelf = shelf.stock.shelf(entry.lot)
    if numbered_here > on_shelf:
        raise ReceiptMixed(
            "{put_aside} of the numbered cartridges of lot {lot} {put_aside:is|are} put aside or "
            "under way: release or receive them,"
            " then take the receipt back.",
            put_aside=numbered_here - on_shelf,
            lot=entry.lot,
        )
    count = there_to_take_back(entry.quantity, len(mine), all_numbered, on_shelf - numbered_here)
    if count:
        way = (Place.ON_HAND, Place.SUPPLIER)
        back = Entry(entry.lot, EntryKind.WITHDRAW, count, way, entry.cause, reason, new_id(), corrects=entry.id)
        shelf.stock.move_by_hand(back)
        await unreceive(work, entry.gtin, mine)
        await settle(work, shelf)
        await account_for_opened(work, clinic, entry.gtin, entry.lot)
    stays = entry.quantity - count
    return TakenBackView(gtin=entry.gtin, lot=entry.lot, taken_back=count, stays=stays, serials=mine)


async def _numbered(work: Work, clinic: Clinic, entry: Row) -> tuple[list[str], int, int]:
    """The numbers of a receipt that are here, how many it named as of the lot, and how many of the lot are here.

    One that a session opened as of another lot lies here in the books: nothing was entered for that.
    """
    of = serials.c
    of_lot = (of.gtin == entry.gtin) & (of.lot == entry.lot)
    unopened = of.used_in.is_(None) & of.discarded_in.is_(None) | lot_opened_as().is_not(None)
    here = (of.clinic_id == clinic.id) & (of.place == Place.ON_HAND.value) & unopened
    mine = of.receipt_id == entry.cause
    numbers = (await work.execute(select(of.serial).where(of_lot, here, mine).order_by(of.serial))).scalars()
    counts = select(func.count().filter(mine).label("mine"), func.count().filter(here).label("here")).where(of_lot)
    row = (await work.execute(counts)).one()
    named = await received_as(work, entry.cause)
    keys = [key for key, lot in named.items() if key[0] == entry.gtin and lot == entry.lot]
    stay = select(func.count()).where(tuple_(of.gtin, of.serial).in_(keys), of.lot != entry.lot)
    corrected = (await work.execute(stay)).scalar_one() if keys else 0
    return list(numbers), row.mine + corrected, row.here
