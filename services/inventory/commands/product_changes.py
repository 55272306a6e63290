"""A product is changed, and the sessions follow that hold it, or need what serves instead."""

from sqlalchemy import any_, literal, or_, select

from chassis.http import Patch
from chassis.work import Work
from services.inventory.commands import products as catalogue
from services.inventory.commands.stock import settle_substitutes
from services.inventory.domain.reservations import ReservationStatus
from services.inventory.forms.products import ProductDetailsForm, ProductView
from services.inventory.store.clinics import lock_clinics
from services.inventory.tables import products, reservations


async def change_product(work: Work, gtin: str, edit: Patch[ProductDetailsForm], version: int) -> ProductView:
    """Change what is known of a product; sessions that this gives or takes a substitute are planned again.

    Raises ProductUnknown, ProductInvalid, SupplierUnknown, GtinInvalid, Stale, NotUnderstood.
    """
    changed = await catalogue.change_product(work, gtin, edit, version)
    await _follow(work, gtin)
    return changed


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
