"""One unopened cartridge was put down under the wrong lot: its lot is corrected, and everything follows its number."""

from uuid import UUID

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from contracts.inventory.stock import CartridgeLotCorrected
from services.inventory.commands.accounting import account_for_opened
from services.inventory.commands.expiries import set_expiry
from services.inventory.commands.expiring_lots import look_soon
from services.inventory.commands.products import read_gtin
from services.inventory.commands.recalled_shelf import put_aside_recalled
from services.inventory.commands.stock import settle
from services.inventory.domain.lot_refusals import LotDatesInvalid, LotSaysOtherwise
from services.inventory.domain.number_corrections import (
    NumberCorrection,
    origin_of,
    relabel,
    relabel_received,
    require_correctable,
)
from services.inventory.domain.places import Place
from services.inventory.domain.refusals import SerialUnknown
from services.inventory.forms.number_corrections import NumberCorrectionForm, NumberCorrectionView
from services.inventory.store.clinics import Clinic, lock_clinics
from services.inventory.store.number_corrections import find_lot, keep_lot, keep_number_correction
from services.inventory.store.serials import find_serial
from services.inventory.store.stock import introduce_lot, keep_shelf, load_shelf

_UNKNOWN = "No cartridge of this product was received under the number {serial}: compare the label."


async def correct_number(work: Work, form: NumberCorrectionForm) -> NumberCorrectionView:
    """The cartridge is of the lot that its label says. Raises GtinInvalid, SerialUnknown, Forbidden, LotSaysOtherwise,
    LotStands, LotDatesInvalid, NumberOpened, NumberPutAway.
    """
    gtin = read_gtin(form.gtin)
    correction = NumberCorrection(new_id(), gtin, form.serial, form.stated_lot, form.lot, form.reason)
    seen = await find_serial(work, gtin, form.serial)
    if seen is None or seen.clinic_id is None:
        raise SerialUnknown(_UNKNOWN, serial=form.serial)
    work.access.authorize(where=seen.clinic_id)
    clinics = await lock_clinics(work, {seen.clinic_id, seen.received_in or seen.clinic_id})
    number = await find_serial(work, gtin, form.serial, lock=True)
    if number is None or number.clinic_id != seen.clinic_id:
        raise LotSaysOtherwise("Cartridge {serial} moved just now: read its life again.", serial=form.serial)
    opened = number.used_in is not None or number.discarded_in is not None
    require_correctable(correction, number.lot, Place(number.place), opened=opened)
    await _know_lot(work, correction, form)
    await move_to_lot(work, clinics, number, correction)
    return NumberCorrectionView(
        id=correction.id,
        gtin=gtin,
        serial=form.serial,
        was_lot=correction.was,
        lot=correction.now,
        clinic_id=number.clinic_id,
        receipt_id=number.receipt_id,
        reason=form.reason,
        corrected_at=work.now,
        corrected_by=work.actor.subject,
    )


async def move_to_lot(work: Work, clinics: dict[UUID, Clinic], number: Row, correction: NumberCorrection) -> None:
    """Enter a correction where the cartridge is and where it was received, both locked. Raises NumberPutAway."""
    gtin, lots_of_it = correction.gtin, (correction.was, correction.now)
    clinic = clinics[number.clinic_id]
    elsewhere = number.received_in is not None and number.received_in != clinic.id
    shelf = await load_shelf(work, clinic, gtin, lots_named=lots_of_it, holders_of=correction.was)
    for lot in lots_of_it:
        await introduce_lot(work, shelf, lot)
    origin = origin_of(
        shelf.stock, correction.was, received_here=number.received_in == clinic.id, received_elsewhere=elsewhere
    )
    relabel(shelf.stock, correction, origin)
    await keep_number_correction(work, correction, clinic.id, number.receipt_id)
    await settle(work, shelf)
    if elsewhere and origin is Place.OTHER_CLINIC:
        await _correct_receipt(work, clinics[number.received_in], correction)
    await set_expiry(work, clinic, gtin, correction.now, shelf.stock.lots[correction.now].expires_on)
    await look_soon(work, clinic, gtin, correction.now)
    await put_aside_recalled(work, clinic, [(gtin, correction.now)])
    for lot in lots_of_it:
        await account_for_opened(work, clinic, gtin, lot)
    said = {"gtin": gtin, "serial": correction.serial, "was_lot": correction.was, "lot": correction.now}
    at = {"correction_id": correction.id, "clinic_id": clinic.id, "corrected_at": work.now}
    work.publish(CartridgeLotCorrected.model_validate(said | at))
    work.audit("cartridge's lot corrected", str(correction.id), reason=correction.reason, clinic=str(clinic.id), **said)


async def _know_lot(work: Work, correction: NumberCorrection, form: NumberCorrectionForm) -> None:
    known = await find_lot(work, correction.gtin, correction.now)
    if known is None and form.expires_on is None:
        raise LotDatesInvalid(
            "Nothing of lot {lot} ever came: send expires_on, its last day of use, as the label says.",
            lot=correction.now,
        )
    if known is None:
        known = await keep_lot(work, correction.gtin, correction.now, expires_on=form.expires_on)
    if form.expires_on not in (None, known.expires_on):
        raise LotDatesInvalid(
            "Lot {lot} expires on {known} by the books, and not on {expires_on}: compare the labels; if the books are"
            " wrong, have the dates of the lot corrected.",
            lot=correction.now,
            known=known.expires_on,
            expires_on=form.expires_on,
        )


async def _correct_receipt(work: Work, clinic: Clinic, correction: NumberCorrection) -> None:
    shelf = await load_shelf(work, clinic, correction.gtin, lots_named=[correction.was, correction.now])
    for lot in (correction.was, correction.now):
        await introduce_lot(work, shelf, lot)
    relabel_received(shelf.stock, correction)
    await keep_shelf(work, shelf)
