"""Products of the chain."""

from sqlalchemy import any_, literal, or_, select

from chassis.http import Page, Paging, equal_to, is_set, page
from chassis.work import Work
from services.inventory.domain.products import ProductKind
from services.inventory.domain.refusals import ProductUnknown
from services.inventory.forms.products import ProductView
from services.inventory.store.products import products_with_packages
from services.inventory.tables import packages, products


async def list_products(
    work: Work, paging: Paging, *, search: str | None, kind: ProductKind | None, fits: str | None, retired: bool | None
) -> Page[ProductView]:
    """What the chain buys, by GTIN."""
    of = products.c
    statement = products_with_packages().where(*equal_to({of.kind: kind}), *is_set({of.retired_at: retired}))
    if search is not None:
        inside = select(packages.c.gtin).where(
            packages.c.product_gtin == of.gtin, packages.c.gtin.contains(search, autoescape=True)
        )
        named = [column.icontains(search, autoescape=True) for column in (of.gtin, of.name, of.supplier)]
        statement = statement.where(or_(*named, inside.exists()))
    if fits is not None:
        statement = statement.where(literal(fits) == any_(of.fits))
    return await page(work, statement, [of.gtin], paging, ProductView.model_validate)


async def show_product(work: Work, gtin: str) -> ProductView:
    """One product. Raises ProductUnknown."""
    row = (await work.execute(products_with_packages().where(products.c.gtin == gtin))).first()
    if row is None:
        raise ProductUnknown("There is no product {gtin}: check the number, or search the catalogue.", gtin=gtin)
    return ProductView.model_validate(row)
