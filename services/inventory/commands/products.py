"""Products, and when a clinic orders more of one."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from chassis.http import require_version
from chassis.refusals import PreconditionRequired
from chassis.work import Work
from services.inventory.domain.gtin import as_gtin_14
from services.inventory.domain.refusals import GtinInvalid, ProductExists, ProductUnknown
from services.inventory.forms import LevelForm, LevelView, ProductForm, ProductView
from services.inventory.store.clinics import lock_clinic
from services.inventory.store.levels import notice_level
from services.inventory.store.shelves import load_shelf
from services.inventory.tables import balances, products, stock_levels


def read_gtin(written: str) -> str:
    """A GTIN as 14 digits. Raises GtinInvalid."""
    try:
        return as_gtin_14(written)
    except ValueError as error:
        raise GtinInvalid(f"{error}.") from error


async def require_product(work: Work, gtin: str) -> None:
    """Raise ProductUnknown when nobody created it."""
    if not (await work.execute(select(products.c.gtin).where(products.c.gtin == gtin))).first():
        raise ProductUnknown(
            f"There is no product {gtin}: check the number, or create it with POST /v1/products first."
        )


async def create_product(work: Work, form: ProductForm) -> ProductView:
    """Make a product known, so that it can be received. Raises GtinInvalid, ProductExists."""
    gtin = read_gtin(form.gtin)
    fits = sorted({model.strip() for model in form.fits if model.strip()})
    fresh = insert(products).values(gtin=gtin, name=form.name, fits=fits).on_conflict_do_nothing()
    if not (await work.execute(fresh.returning(products.c.gtin))).first():
        raise ProductExists(f"Product {gtin} is there already: receive it, there is nothing to create.")
    work.audit("product created", gtin, name=form.name)
    return ProductView(gtin=gtin, name=form.name, fits=fits)


async def set_level(work: Work, clinic_id: UUID, gtin: str, form: LevelForm, expected_version: int | None) -> LevelView:
    """Set a clinic's reorder point, and tell at once when stock is below it already.

    A product that the clinic never received is not low yet: its first order is on the way. Changing a level needs the
    version it is based on. Raises ClinicUnknown, ProductUnknown, PreconditionRequired, Stale.
    """
    clinic = await lock_clinic(work, clinic_id)
    await require_product(work, gtin)
    this = (stock_levels.c.clinic_id == clinic_id) & (stock_levels.c.gtin == gtin)
    before = (await work.execute(select(stock_levels.c.version).where(this))).scalar()
    if before is not None:
        if expected_version is None:
            raise PreconditionRequired("This level is set already: read it and send its ETag as If-Match.")
        require_version(expected_version, before)
    values = {**form.model_dump(), "version": (before or 0) + 1}
    statement = insert(stock_levels).values(clinic_id=clinic_id, gtin=gtin, **values)
    await work.execute(
        statement.on_conflict_do_update(index_elements=[stock_levels.c.clinic_id, stock_levels.c.gtin], set_=values)
    )
    received = select(balances.c.lot).where(balances.c.clinic_id == clinic_id, balances.c.gtin == gtin).limit(1)
    if (await work.execute(received)).first():
        shelf = await load_shelf(work, clinic, gtin)
        await notice_level(work, clinic, gtin, shelf.stock.available)
    work.audit("reorder level set", f"{clinic_id}/{gtin}", **form.model_dump())
    return LevelView.model_validate((await work.execute(select(stock_levels).where(this))).one())
