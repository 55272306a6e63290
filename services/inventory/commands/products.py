"""Products of the chain."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from cartridge_codes.gtin import gtin_14
from chassis.work import Work
from services.inventory.domain.refusals import GtinInvalid, ProductExists, ProductUnknown
from services.inventory.forms.products import ProductForm, ProductView
from services.inventory.tables import products


def read_gtin(written: str) -> str:
    """A GTIN as 14 digits. Raises GtinInvalid."""
    try:
        return gtin_14(written)
    except ValueError as error:
        raise GtinInvalid(str(error)) from error


async def require_product(work: Work, gtin: str) -> None:
    """Raise ProductUnknown when it was not created."""
    if not (await work.execute(select(products.c.gtin).where(products.c.gtin == gtin))).first():
        raise ProductUnknown(
            f"There is no product {gtin}: check the number, or create it with POST /v1/products first."
        )


async def create_product(work: Work, form: ProductForm) -> ProductView:
    """Create a product, so that it can be received. Raises GtinInvalid, ProductExists."""
    gtin = read_gtin(form.gtin)
    fits = sorted({model.strip() for model in form.fits if model.strip()})
    fresh = insert(products).values(gtin=gtin, name=form.name, fits=fits).on_conflict_do_nothing()
    if not (await work.execute(fresh.returning(products.c.gtin))).first():
        raise ProductExists(f"Product {gtin} exists already: receive it, there is nothing to create.")
    work.audit("product created", gtin, name=form.name)
    return ProductView(gtin=gtin, name=form.name, fits=fits)
