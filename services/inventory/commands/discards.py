"""Cartridges thrown away unused by a person, with the reason."""

from sqlalchemy import select

from cartridge_codes.gtin import lot_key
from chassis.ids import new_id
from chassis.work import Work
from services.inventory.commands.products import read_gtin
from services.inventory.commands.stock import settle
from services.inventory.domain.refusals import LotUnknown, NotOnShelf
from services.inventory.forms.discards import DiscardForm, DiscardView
from services.inventory.store.clinics import lock_clinic
from services.inventory.store.stock import load_shelf
from services.inventory.tables import balances


async def discard(work: Work, form: DiscardForm) -> DiscardView:
    """Take cartridges off the shelf; an appointment that loses one gets another, or is short.

    Raises GtinInvalid, ClinicUnknown, LotUnknown, NotOnShelf.
    """
    gtin = read_gtin(form.gtin)
    clinic = await lock_clinic(work, form.clinic_id)
    this = (balances.c.clinic_id == clinic.id) & (balances.c.gtin == gtin) & (balances.c.lot == form.lot)
    if not (await work.execute(select(balances.c.lot).where(this))).first():
        raise LotUnknown(f"Lot {form.lot} of {gtin} was never received at this clinic: compare it with the label.")
    shelf = await load_shelf(work, clinic, gtin, lots_named=[form.lot], holders_of=form.lot)
    there = shelf.stock.shelf(form.lot)
    if form.quantity > there:
        raise NotOnShelf(
            f"{there} of lot {form.lot} are on the shelf: count them, and discard at most that.", there=there
        )
    discard_id = new_id()
    shelf.stock.discard(form.lot, form.quantity, discard_id, form.reason)
    await settle(work, shelf)
    work.audit("cartridges discarded", str(discard_id), quantity=form.quantity, lot=lot_key(gtin, form.lot))
    return DiscardView(
        id=discard_id,
        clinic_id=clinic.id,
        gtin=gtin,
        lot=form.lot,
        quantity=form.quantity,
        left=shelf.stock.shelf(form.lot),
    )
