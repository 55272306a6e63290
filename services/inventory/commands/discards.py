"""Cartridges thrown away unused by a person, with the reason."""

from cartridge_codes.gtin import lot_key
from chassis.ids import new_id
from chassis.work import Work
from services.inventory.commands.moved_serials import load_in_hand, numbers_leaving, put_numbers, read_in_hand
from services.inventory.commands.stock import settle
from services.inventory.domain.ledger import Entry
from services.inventory.domain.places import EntryKind, Place
from services.inventory.domain.refusals import NotOnShelf
from services.inventory.forms.discards import DiscardForm, DiscardView
from services.inventory.store.clinics import lock_clinic


async def discard(work: Work, form: DiscardForm) -> DiscardView:
    """Take cartridges off the shelf; an appointment that loses one gets another, or is short.

    Raises ScanUnreadable, GtinInvalid, ClinicUnknown, LotUnknown, NotOnShelf, SerialElsewhere, SerialsNamed.
    """
    clinic = await lock_clinic(work, form.clinic_id)
    hand = await read_in_hand(work, clinic, form)
    shelf, lot = await load_in_hand(work, clinic, hand)
    on_shelf = lot.balance.shelf
    numbers = await numbers_leaving(work, shelf, lot, hand, Place.ON_HAND)
    if hand.quantity > on_shelf:
        raise NotOnShelf(
            "{count} of lot {lot} {count:is|are} on the shelf: count them, and discard at most that.",
            count=on_shelf,
            lot=hand.lot,
            there=on_shelf,
        )
    id, way = new_id(), (Place.ON_HAND, Place.DISCARDED)
    entry = Entry(hand.lot, EntryKind.DISCARD, hand.quantity, way, id, form.reason, id, serials=numbers)
    shelf.stock.move_by_hand(entry)
    await put_numbers(work, shelf, hand.lot, numbers, Place.DISCARDED)
    await settle(work, shelf)
    about = {"quantity": hand.quantity, "lot": lot_key(hand.gtin, hand.lot), "serials": list(numbers)}
    work.audit("cartridges discarded", str(id), **about)
    return DiscardView(
        id=id,
        clinic_id=clinic.id,
        gtin=hand.gtin,
        lot=hand.lot,
        serials=list(numbers),
        quantity=hand.quantity,
        left=lot.balance.shelf,
    )
