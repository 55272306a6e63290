"""What a person has in hand and moves: scanned, or named by product and lot, or by its number."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from chassis.data.rows import Row
from chassis.refusals import Phrase
from chassis.work import Work
from services.inventory.commands.labels import Named, read_lines
from services.inventory.commands.placed_numbers import put_in_place
from services.inventory.commands.products import read_gtin
from services.inventory.domain.movements import there
from services.inventory.domain.places import WHERE, Place
from services.inventory.domain.refusals import ScanUnreadable, SerialElsewhere, SerialsNamed
from services.inventory.domain.serials import PUT_AWAY, kept_as, place_now
from services.inventory.domain.shelf_lots import ShelfLot
from services.inventory.store.clinics import Clinic
from services.inventory.store.known_lots import lot_unknown
from services.inventory.store.moved_serials import is_opening_entered, numbers_kept_in
from services.inventory.store.recalled_serials import place_of
from services.inventory.store.serials import is_numbered_only, serials_named, unreceive
from services.inventory.store.stock import Shelf, load_shelf
from services.inventory.tables import clinics


@dataclass(frozen=True, slots=True)
class InHand:
    """Cartridges of one lot, or the one with this number."""

    gtin: str
    lot: str
    serial: str | None
    quantity: int


async def read_in_hand(work: Work, clinic: Clinic, item: Named) -> InHand:
    """What a scan means, or what was named. Raises ScanUnreadable, GtinInvalid."""
    if item.scan is None:
        return InHand(read_gtin(item.gtin or ""), item.lot or "", item.serial, item.quantity or 1)
    labels, problems = await read_lines(work, [item], clinic.day_of(work.now))
    if problems:
        raise ScanUnreadable("{problem}", problem=problems[0][0], code=problems[0][0].code)
    label = labels[0]
    return InHand(label.gtin, label.lot, label.serial, label.quantity)


async def load_in_hand(work: Work, clinic: Clinic, hand: InHand) -> tuple[Shelf, ShelfLot]:
    """The shelf of what is in hand, and its lot. Raises LotUnknown; SerialElsewhere, when its number is elsewhere."""
    shelf = await load_shelf(work, clinic, hand.gtin, lots_named=[hand.lot], holders_of=hand.lot)
    lot = shelf.stock.lots.get(hand.lot)
    if lot is None:
        seen = await _seen(work, hand)
        if seen is not None and seen.clinic_id is not None:
            raise await _at_another_clinic(work, seen)
        sentence = "Lot {lot} of {gtin} was never received at this clinic: compare it with the label. {meant}"
        raise await lot_unknown(work, sentence, hand.gtin, hand.lot)
    return shelf, lot


async def numbers_leaving(
    work: Work, shelf: Shelf, lot: ShelfLot, hand: InHand, place: Place, quantity: int | None = None
) -> tuple[str, ...]:
    """The numbers of what leaves a place of the clinic: the one in hand; all that are there, when everything leaves.

    Else none: only cartridges without a number can leave as a count. Raises SerialElsewhere, SerialsNamed.
    """
    if hand.serial is not None:
        await _require_at(work, shelf, lot, hand, place)
        return (hand.serial,)
    if place is Place.UNRECORDED:
        return ()
    leaving = hand.quantity if quantity is None else quantity
    went = lot.went(shelf.stock.today)
    numbers = await numbers_kept_in(work, shelf.clinic.id, hand.gtin, hand.lot, kept_as(place, went))
    all_there = there(lot.balance, place)
    if leaving >= all_there:
        return tuple(numbers)
    plain = max(all_there - len(numbers), 0)
    if leaving > plain:
        raise SerialsNamed(
            "{numbered} of the {there} {there:cartridge|cartridges} of lot {lot} that {there:is|are} "
            "{place} {numbered:has|have} a number: scan each one that you"
            " move, or move all of them at once.",
            numbered=len(numbers),
            there=all_there,
            lot=hand.lot,
            place=Phrase(WHERE[place]),
        )
    return ()


async def lost_that_may_be(work: Work, shelf: Shelf, lot: ShelfLot, hand: InHand) -> int:
    """How many lost cartridges may be what is in hand: a number that never came may be one without a number."""
    seen = await _seen(work, hand)
    if hand.serial is None or (seen is not None and seen.clinic_id is not None):
        return lot.balance.lost
    numbered = await numbers_kept_in(work, shelf.clinic.id, hand.gtin, hand.lot, (Place.LOST,))
    return max(lot.balance.lost - len(numbered), 0)


async def require_all_at(work: Work, shelf: Shelf, lot: ShelfLot, numbers: Collection[str], place: Place) -> None:
    """Raises SerialElsewhere unless each of these numbers is in a place of the clinic."""
    for number in numbers:
        await _require_at(work, shelf, lot, InHand(shelf.gtin, lot.lot, number, 1), place)


async def put_numbers(work: Work, shelf: Shelf, lot: str, numbers: Collection[str], place: Place) -> None:
    """These numbers are in another place of the clinic now; outside of the books when they never came."""
    if place in (Place.UNRECORDED, Place.SUPPLIER):
        await unreceive(work, shelf.gtin, numbers)
    else:
        await put_in_place(work, [(shelf.gtin, lot, each) for each in numbers], shelf.clinic.id, place)


async def _require_at(work: Work, shelf: Shelf, lot: ShelfLot, hand: InHand, place: Place) -> None:
    seen = await _seen(work, hand)
    if seen is None or (seen.clinic_id is None and not (seen.used_in or seen.discarded_in)):
        await _require_room_for_unknown(work, shelf, hand, place)
        return
    if seen.lot != hand.lot:
        raise SerialElsewhere(
            "Cartridge {serial} was received as part of lot {lot}: compare the label.",
            serial=hand.serial,
            lot=seen.lot,
            **_said(seen, place_of(seen)),
        )
    if seen.clinic_id not in (shelf.clinic.id, None):
        raise await _at_another_clinic(work, seen)
    kept = place_now(Place(seen.place), lot.went(shelf.stock.today))
    session = seen.used_in or seen.discarded_in
    # A session that says so of one that was put away is not in the ledger: it is entered once that is taken back.
    if session and (kept is Place.ON_HAND or await is_opening_entered(work, hand.gtin, seen.serial)):
        raise SerialElsewhere(
            "Cartridge {serial} was opened in session {session}: if it was not, correct the record of that session.",
            serial=seen.serial,
            session=session,
            **_said(seen, place_of(seen)),
        )
    if kept is not place:
        raise SerialElsewhere(
            "By the books cartridge {serial} is {now}: look at its life, and take back what was entered wrongly.",
            serial=seen.serial,
            now=Phrase(WHERE[kept]),
            **_said(seen, kept),
        )


async def _require_room_for_unknown(work: Work, shelf: Shelf, hand: InHand, place: Place) -> None:
    """A number that never came may be one of the lot's that were received as a count, or a surplus that is found."""
    surplus = place is Place.UNRECORDED
    if not surplus and await is_numbered_only(work, hand.gtin, hand.lot, shelf.clinic.id):
        raise SerialElsewhere(
            "Cartridge {serial} never came under its number as part of lot {lot}: compare the label, or receive it.",
            serial=hand.serial,
            lot=hand.lot,
            place=None,
            place_clinic_id=None,
        )


async def _seen(work: Work, hand: InHand) -> Row | None:
    key = (hand.gtin, hand.serial or "")
    return None if hand.serial is None else (await serials_named(work, {key})).get(key)


async def _at_another_clinic(work: Work, seen: Row) -> SerialElsewhere:
    name = await work.scalar(select(clinics.c.name).where(clinics.c.id == seen.clinic_id))
    place = place_of(seen)
    if place in PUT_AWAY:
        sentence = (
            "By the books cartridge {serial} is {now} at {clinic}: have that taken back there, then have it sent."
        )
    else:
        sentence = (
            "By the books cartridge {serial} is {now} at {clinic}: have it sent from there, or receive its transfer."
        )
    return SerialElsewhere(
        sentence,
        serial=seen.serial,
        now=Phrase(WHERE[place]),
        clinic=name or Phrase("another clinic"),
        **_said(seen, place),
    )


def _said(seen: Row, place: Place) -> dict[str, Any]:
    clinic_id = seen.clinic_id
    return {"place": place.value, "place_clinic_id": None if clinic_id is None else str(clinic_id)}
