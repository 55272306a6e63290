"""Reorder levels: when a clinic orders more of a product, and StockLow when stock is low."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.http import require_version
from chassis.refusals import PreconditionRequired
from chassis.work import Work
from contracts.inventory.stock import StockLow
from services.inventory.commands.products import require_product
from services.inventory.forms.levels import LevelForm, LevelView
from services.inventory.store.clinics import Clinic, lock_clinic
from services.inventory.store.stock import load_shelf
from services.inventory.tables import balances, products, stock_levels


async def notice_level(work: Work, clinic: Clinic, gtin: str, available: int) -> datetime | None:
    """Publish StockLow when ``available`` has come down to the reorder point; under the clinic's lock.

    Once, until stock has risen above the reorder point again. Answers since when stock has been low (UTC), None when
    it is not, when no level is set, or when the product is retired: none of it is ordered.
    """
    this = (stock_levels.c.clinic_id == clinic.id) & (stock_levels.c.gtin == gtin)
    columns = (stock_levels, products.c.name, products.c.retired_at)
    statement = select(*columns).join(products, products.c.gtin == stock_levels.c.gtin).where(this)
    level = (await work.execute(statement)).first()
    if level is None:
        return None
    low = available <= level.reorder_point and level.retired_at is None
    if low == (level.low_since is not None):
        return level.low_since  # type: ignore[no-any-return]
    low_since = work.now if low else None
    await work.execute(update(stock_levels).where(this).values(low_since=low_since))
    if low:
        work.publish(
            StockLow(
                clinic_id=clinic.id,
                gtin=gtin,
                product=level.name,
                available=available,
                reorder_point=level.reorder_point,
                reorder_quantity=level.reorder_quantity,
                noticed_at=work.now,
            )
        )
    return low_since


async def set_level(work: Work, clinic_id: UUID, gtin: str, form: LevelForm, expected_version: int | None) -> LevelView:
    """Set a clinic's reorder point, and publish StockLow at once when stock is at it or below.

    A product that the clinic never received is not low yet: its first order is on the way. Changing a level needs the
    version it is based on. Raises ClinicUnknown, ProductUnknown, PreconditionRequired, Stale.
    """
    clinic = await lock_clinic(work, clinic_id)
    await require_product(work, gtin)
    this = (stock_levels.c.clinic_id == clinic_id) & (stock_levels.c.gtin == gtin)
    before = (await work.execute(select(stock_levels.c.version, stock_levels.c.low_since).where(this))).first()
    if before is not None:
        if expected_version is None:
            raise PreconditionRequired("This level is set already: read it and send its ETag as If-Match.")
        require_version(expected_version, before.version)
    values = {**form.model_dump(), "version": before.version + 1 if before else 1}
    statement = insert(stock_levels).values(clinic_id=clinic_id, gtin=gtin, **values)
    await work.execute(
        statement.on_conflict_do_update(index_elements=[stock_levels.c.clinic_id, stock_levels.c.gtin], set_=values)
    )
    received = select(balances.c.lot).where(balances.c.clinic_id == clinic_id, balances.c.gtin == gtin).limit(1)
    low_since = before.low_since if before else None
    if (await work.execute(received)).first():
        shelf = await load_shelf(work, clinic, gtin)
        low_since = await notice_level(work, clinic, gtin, shelf.stock.available)
    work.audit("reorder level set", f"{clinic_id}/{gtin}", **form.model_dump())
    return LevelView(clinic_id=clinic_id, gtin=gtin, low_since=low_since, **values)
