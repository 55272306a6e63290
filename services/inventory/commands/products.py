"""Products of the chain: created, edited, retired and bought again."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from cartridge_codes.gtin import gtin_14
from chassis.data.rows import Row
from chassis.http import Patch, require_version
from chassis.work import Work
from services.inventory.domain.products import (
    Cartridges,
    problems_of_packages,
    problems_of_product,
    problems_of_substitute,
)
from services.inventory.domain.refusals import (
    GtinInvalid,
    ProductExists,
    ProductInvalid,
    ProductRetired,
    ProductUnknown,
)
from services.inventory.forms.products import (
    PackageForm,
    ProductDetailsForm,
    ProductForm,
    ProductView,
    RetirementForm,
)
from services.inventory.store.prices import keep_price
from services.inventory.store.products import cartridges_of, products_with_packages
from services.inventory.store.suppliers import find_supplier, supplier_named
from services.inventory.tables import packages, products


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
            "There is no product {gtin}: check the number, or have it added to the catalogue first.", gtin=gtin
        )


async def create_product(work: Work, form: ProductForm) -> ProductView:
    """Create a product, so that it can be received.

    Raises GtinInvalid, ProductExists, ProductInvalid, SupplierUnknown.
    """
    gtin = read_gtin(form.gtin)
    source = await _source(work, form.supplier, form.supplier_id)
    instead = await _substitutes(work, gtin, form)
    fresh = insert(products).values(gtin=gtin, **_columns(form), **source, substitutes=instead).on_conflict_do_nothing()
    if not (await work.execute(fresh.returning(products.c.gtin))).first():
        raise ProductExists("Product {gtin} exists already: receive it, or change what is known of it.", gtin=gtin)
    await keep_price(work, gtin, form.price_minor, form.currency)
    await _keep_packages(work, gtin, form.packages)
    work.audit("product created", gtin, name=form.name)
    return await _view(work, gtin)


async def change_product(work: Work, gtin: str, edit: Patch[ProductDetailsForm], version: int) -> ProductView:
    """Change what is known of a product. What was received and priced before stays as it is; see product_changes.

    Raises ProductUnknown, ProductInvalid, SupplierUnknown, GtinInvalid, Stale, NotUnderstood.
    """
    present = await _lock_product(work, gtin, version)
    inside = [PackageForm.model_validate(each) for each in present.packages]
    before = ProductDetailsForm.model_construct(**{**present._mapping, "packages": inside})
    form = edit.onto(before)
    renamed = form.supplier != before.supplier and form.supplier_id == before.supplier_id
    source = await _source(work, form.supplier, None if renamed else form.supplier_id)
    this = products.c.gtin == gtin
    columns = {**_columns(form), **source, "substitutes": await _substitutes(work, gtin, form)}
    await work.execute(update(products).where(this).values(version=version + 1, **columns))
    await keep_price(work, gtin, form.price_minor, form.currency)
    await _keep_packages(work, gtin, form.packages)
    work.audit("product changed", gtin, name=form.name)
    return await _view(work, gtin)


async def retire_product(work: Work, gtin: str, form: RetirementForm, version: int) -> ProductView:
    """Receive nothing of a product any longer. What is on the shelf is used up.

    Raises ProductUnknown, ProductRetired, Stale.
    """
    present = await _lock_product(work, gtin, version)
    if present.retired_at is not None:
        raise ProductRetired(
            "Product {gtin} is retired already, since {day}.", gtin=gtin, day=present.retired_at.date()
        )
    retired = {"retired_at": work.now, "retired_because": form.reason}
    return await _set_retirement(work, gtin, version, "product retired", form.reason, retired)


async def reinstate_product(work: Work, gtin: str, form: RetirementForm, version: int) -> ProductView:
    """A product was retired by mistake, or is bought again. Raises ProductUnknown, ProductRetired, Stale."""
    present = await _lock_product(work, gtin, version)
    if present.retired_at is None:
        raise ProductRetired("Product {gtin} is not retired: it can be received.", gtin=gtin)
    retired = {"retired_at": None, "retired_because": None}
    return await _set_retirement(work, gtin, version, "product reinstated", form.reason, retired)


async def _set_retirement(
    work: Work, gtin: str, version: int, action: str, reason: str, values: dict[str, Any]
) -> ProductView:
    await work.execute(update(products).where(products.c.gtin == gtin).values(version=version + 1, **values))
    work.audit(action, gtin, reason=reason)
    return await _view(work, gtin)


async def _lock_product(work: Work, gtin: str, version: int) -> Row:
    await require_product(work, gtin)
    statement = products_with_packages().where(products.c.gtin == gtin).with_for_update(key_share=True, of=products)
    present = (await work.execute(statement)).one()
    require_version(version, present.version)
    return present


async def _view(work: Work, gtin: str) -> ProductView:
    return ProductView.model_validate(
        (await work.execute(products_with_packages().where(products.c.gtin == gtin))).one()
    )


def _columns(form: ProductDetailsForm) -> dict[str, Any]:
    problems = problems_of_product(
        kind=form.kind,
        needles=form.needles,
        lengths_mm=(form.shortest_mm, form.longest_mm),
        price_minor=form.price_minor,
        currency=form.currency,
    )
    if problems:
        raise ProductInvalid("{problem}", problem=problems[0])
    fits = sorted({model.strip() for model in form.fits if model.strip()})
    return {
        **form.model_dump(exclude={"gtin", "packages", "substitutes", "supplier", "supplier_id"}),
        "kind": form.kind.value,
        "fits": fits,
    }


async def _substitutes(work: Work, gtin: str, form: ProductDetailsForm) -> list[str]:
    """Raises GtinInvalid, ProductUnknown or ProductInvalid."""
    named = list(dict.fromkeys(read_gtin(each) for each in form.substitutes))
    statement = select(products).where(products.c.gtin.in_(named))
    known = {row.gtin: row for row in await work.execute(statement)} if named else {}
    this = Cartridges(gtin, form.kind.value, form.fits, form.needles, form.shortest_mm, form.longest_mm)
    for each in named:
        if each != gtin and each not in known:
            raise ProductUnknown("There is no product {gtin}: add the substitute to the catalogue first.", gtin=each)
        problems = problems_of_substitute(this, this if each == gtin else cartridges_of(known[each]))
        if problems:
            raise ProductInvalid("{problem}", problem=problems[0])
    return named


async def _source(work: Work, name: str, supplier_id: UUID | None) -> dict[str, Any]:
    """Whom a product is bought from: the supplier of that id, else that of the name, else the name alone."""
    if supplier_id is not None:
        known: Row | None = await find_supplier(work, supplier_id)
    else:
        known = await supplier_named(work, name)
    return {"supplier": known.name if known else name, "supplier_id": known.id if known else None}


async def _keep_packages(work: Work, gtin: str, wanted: Sequence[PackageForm]) -> None:
    rows = [{"gtin": read_gtin(one.gtin), "level": one.level, "units": one.units} for one in wanted]
    problems = problems_of_packages(gtin, [str(row["gtin"]) for row in rows])
    if problems:
        raise ProductInvalid("{problem}", problem=problems[0])
    named = sorted(str(row["gtin"]) for row in rows)
    single = select(products.c.gtin).where(products.c.gtin.in_(named)).limit(1)
    another = select(packages.c.gtin).where(packages.c.gtin.in_([gtin, *named]), packages.c.product_gtin != gtin)
    taken = await work.scalar(single) or await work.scalar(another.limit(1))
    if taken:
        raise ProductInvalid(
            "GTIN {gtin} is that of another product or package: compare it with the label.", gtin=taken
        )
    await work.execute(delete(packages).where(packages.c.product_gtin == gtin))
    if rows:
        await work.execute(insert(packages), [{**row, "product_gtin": gtin} for row in rows])
