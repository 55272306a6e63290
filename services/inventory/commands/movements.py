"""Cartridges that a person moves at a clinic, and movements that were a mistake."""

from uuid import UUID

from sqlalchemy import select

from cartridge_codes.gtin import lot_key
from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.inventory.commands.accounting import account_for_opened
from services.inventory.commands.order_progress import follow_receipt
from services.inventory.commands.products import read_gtin
from services.inventory.commands.stock import settle
from services.inventory.domain.expiries import usable_on
from services.inventory.domain.ledger import Entry
from services.inventory.domain.movements import CORRECTABLE, Act, plan, require_there, take_back
from services.inventory.domain.places import EntryKind, Place
from services.inventory.domain.refusals import (
    AlreadyCorrected,
    CorrectedElsewhere,
    LotNotUsable,
    LotUnknown,
    MovementUnknown,
    SerialsNamed,
)
from services.inventory.domain.stock import ShelfLot
from services.inventory.forms.movements import CorrectionForm, MovementForm, MovementView
from services.inventory.store.clinics import Clinic, lock_clinic
from services.inventory.store.serials import count_received
from services.inventory.store.stock import Shelf, load_shelf
from services.inventory.tables import chair_discards, ledger


async def move(work: Work, form: MovementForm) -> MovementView:
    """Move cartridges of a lot at a clinic, with the reason; an appointment that loses one gets another, or is short.

    Raises GtinInvalid, ClinicUnknown, LotUnknown, NotAtThatPlace, LotNotUsable (what is released or found).
    """
    gtin = read_gtin(form.gtin)
    clinic = await lock_clinic(work, form.clinic_id)
    shelf = await load_shelf(work, clinic, gtin, lots_named=[form.lot], holders_of=form.lot)
    lot = shelf.stock.lots.get(form.lot)
    if lot is None:
        raise LotUnknown(f"Lot {form.lot} of {gtin} was never received at this clinic: compare it with the label.")
    if form.act is Act.RELEASE:
        _require_usable(shelf, lot)
    movement_id = new_id()
    note = f"{form.reason} ({form.reference})" if form.reference else form.reason
    for number, (kind, way, count) in enumerate(plan(form.act, form.quantity, lot.balance)):
        if form.act is not Act.FIND:
            require_there(lot.balance, lot.lot, way[0], count)
        entry_id = movement_id if number == 0 else new_id()
        shelf.stock.move_by_hand(Entry(form.lot, kind, count, way, movement_id, note, entry_id))
    await settle(work, shelf)
    await account_for_opened(work, clinic, gtin, form.lot)
    work.audit(
        "cartridges moved",
        str(movement_id),
        act=form.act.value,
        quantity=form.quantity,
        lot=lot_key(gtin, form.lot),
        clinic=str(clinic.id),
    )
    return _view(movement_id, clinic, gtin, lot)


async def correct(work: Work, entry_id: UUID, form: CorrectionForm) -> MovementView:
    """Take back a movement that was a mistake, by an entry that points to it; both stay readable.

    The whole of it, from where it went: what has moved on from there is taken back first. Raises MovementUnknown,
    Forbidden, ClinicUnknown, CorrectedElsewhere, AlreadyCorrected, SerialsNamed, NotAtThatPlace.
    """
    entry = await _correctable(work, entry_id)
    clinic = await lock_clinic(work, entry.clinic_id)
    if (await work.execute(select(ledger.c.id).where(ledger.c.corrects == entry_id))).first():
        raise AlreadyCorrected("This movement was taken back already: read the ledger of the lot.")
    shelf = await load_shelf(work, clinic, entry.gtin, lots_named=[entry.lot], holders_of=entry.lot)
    lot = shelf.stock.lots[entry.lot]
    kind, way = take_back((Place(entry.leaves), Place(entry.enters)))
    if entry.kind == EntryKind.RECEIPT.value and await count_received(work, entry.gtin, entry.lot, clinic.id):
        raise SerialsNamed(
            f"Cartridges of lot {entry.lot} were received here by serial number: take the receipt back with POST"
            f" /v1/receipts/{entry.cause}/withdraw."
        )
    require_there(lot.balance, lot.lot, way[0], entry.quantity)
    correction_id = new_id()
    shelf.stock.move_by_hand(
        Entry(entry.lot, kind, entry.quantity, way, entry.cause, form.reason, correction_id, corrects=entry_id)
    )
    await settle(work, shelf)
    await account_for_opened(work, clinic, entry.gtin, entry.lot)
    if entry.kind == EntryKind.RECEIPT.value:
        await follow_receipt(work, entry.cause)
    work.audit("movement taken back", str(entry_id), correction=str(correction_id), clinic=str(clinic.id))
    return _view(correction_id, clinic, entry.gtin, lot)


async def _correctable(work: Work, entry_id: UUID) -> Row:
    entry = (await work.execute(select(ledger).where(ledger.c.id == entry_id))).first()
    if entry is None:
        raise MovementUnknown("There is no such movement: read GET /v1/lots/{gtin}/{lot} for its entries.")
    work.access.authorize(where=entry.clinic_id)
    at_chair = (await work.execute(select(chair_discards.c.id).where(chair_discards.c.entry_id == entry_id))).first()
    if EntryKind(entry.kind) not in CORRECTABLE or entry.corrects is not None or at_chair is not None:
        raise CorrectedElsewhere(
            "Only what a person moved is taken back here: correct a session in booking; a recall, an expiry and a"
            " correction stay."
        )
    return entry


def _require_usable(shelf: Shelf, lot: ShelfLot) -> None:
    if lot.recalled:
        raise LotNotUsable(f"Lot {lot.lot} is recalled: return it or discard it, it must not be used.")
    if not usable_on(lot.expires_on, shelf.stock.today):
        raise LotNotUsable(f"Lot {lot.lot} expired on {lot.expires_on}: return it or discard it, it must not be used.")


def _view(movement_id: UUID, clinic: Clinic, gtin: str, lot: ShelfLot) -> MovementView:
    return MovementView(id=movement_id, clinic_id=clinic.id, gtin=gtin, lot=lot.lot)
