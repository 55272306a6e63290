"""A product is changed, retired or bought again, and what depends on it follows: sessions, and what is low."""

from sqlalchemy import any_, literal, or_, select

from chassis.http import Patch
from chassis.work import Work
from services.inventory.commands import products as catalogue
from services.inventory.commands.levels import notice_level
from services.inventory.commands.stock import settle_substitutes
from services.inventory.domain.reservations import ReservationStatus
from services.inventory.forms.products import ProductDetailsForm, ProductView, RetirementForm
from services.inventory.store.clinics import lock_clinics
from services.inventory.store.stock import load_shelf
from services.inventory.tables import balances, products, reservations, stock_levels


async def change_product(work: Work, gtin: str, edit: Patch[ProductDetailsForm], version: int) -> ProductView:
    """Change what is known of a product; sessions that this gives or takes a substitute are planned again.

    Raises ProductUnknown, ProductInvalid, SupplierUnknown, GtinInvalid, Stale, NotUnderstood.
    """
    changed = await catalogue.change_product(work, gtin, edit, version)
    await _follow(work, gtin)
    return changed


async def retire_product(work: Work, gtin: str, form: RetirementForm, version: int) -> ProductView:
    """Receive nothing of it any longer: it is low nowhere. Raises ProductUnknown, ProductRetired, Stale."""
    retired = await catalogue.retire_product(work, gtin, form, version)
    await _notice_levels(work, gtin)
    return retired


async def reinstate_product(work: Work, gtin: str, form: RetirementForm, version: int) -> ProductView:
    """It is bought again: where it has run low meanwhile, that is said now.

    Raises ProductUnknown, ProductRetired, Stale.
    """
    reinstated = await catalogue.reinstate_product(work, gtin, form, version)
    await _notice_levels(work, gtin)
    return reinstated


async def _notice_levels(work: Work, gtin: str) -> None:
    """Look at the level of each clinic that had any of it or booked it; of others it is not low yet. Locks these."""
    came = select(balances.c.clinic_id).where(balances.c.gtin == gtin)
    booked = select(reservations.c.clinic_id).where(reservations.c.gtin == gtin)
    clinic_id = stock_levels.c.clinic_id
    levels = select(clinic_id).where(stock_levels.c.gtin == gtin, or_(clinic_id.in_(came), clinic_id.in_(booked)))
    clinics = await lock_clinics(work, set((await work.execute(levels)).scalars()))
    for _, clinic in sorted(clinics.items()):
        if clinic.zone is not None:
            await notice_level(work, clinic, gtin, (await load_shelf(work, clinic, gtin)).stock.available)


async def _follow(work: Work, gtin: str) -> None:
    """Locks the clinics at which a session is short of the product, or of one that it serves for, or holds either."""
    r = reservations.c
    instead_of = select(products.c.gtin).where(
        or_(products.c.gtin == gtin, literal(gtin) == any_(products.c.substitutes))
    )
    away = (r.status == ReservationStatus.RESERVED.value) & r.substitute_gtin.is_not(None)
    touched = (
        select(r.clinic_id, r.gtin)
        .where(r.gtin.in_(instead_of), or_(r.status == ReservationStatus.SHORT.value, away))
        .union(select(r.clinic_id, r.gtin).where(away, r.substitute_gtin == gtin))
    )
    found = (await work.execute(touched)).all()
    clinics = await lock_clinics(work, {row.clinic_id for row in found})
    for row in sorted(found, key=lambda each: (each.clinic_id, each.gtin)):
        if clinics[row.clinic_id].zone is not None:
            await settle_substitutes(work, clinics[row.clinic_id], row.gtin)
