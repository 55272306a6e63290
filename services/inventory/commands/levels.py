"""Reorder levels: when a clinic orders more of a product, and StockLow when stock is low."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.http import require_version
from chassis.refusals import PreconditionRequired
from chassis.work import Work
from contracts.inventory.stock import StockLow
from services.inventory.commands.products import require_product
from services.inventory.domain.levels import Level
from services.inventory.forms.levels import LevelForm, LevelView
from services.inventory.store.clinics import Clinic, lock_clinic
from services.inventory.store.stock import load_shelf
from services.inventory.tables import balances, products, stock_levels


async def notice_level(work: Work, clinic: Clinic, gtin: str, available: int) -> None:
    """Publish StockLow when ``available`` has come down to the reorder point or the urgent point.

    Under the clinic's lock. A retired product is never low, and nothing is at a clinic that is closed for good,
    because none of it is ordered.
    """
    this = (stock_levels.c.clinic_id == clinic.id) & (stock_levels.c.gtin == gtin)
    columns = (stock_levels, products.c.name, products.c.retired_at)
    statement = select(*columns).join(products, products.c.gtin == stock_levels.c.gtin).where(this)
    row = (await work.execute(statement)).first()
    if row is None:
        return
    before = Level(row.reorder_point, row.urgent_point, row.low_since, row.urgent_since)
    level = before.at(available, work.now, ordered=row.retired_at is None and not clinic.is_closed_at(work.now))
    if level != before:
        since = {"low_since": level.low_since, "urgent_since": level.urgent_since}
        await work.execute(update(stock_levels).where(this).values(since))
    if level.is_worse_than(before):
        work.publish(
            StockLow(
                clinic_id=clinic.id,
                gtin=gtin,
                product=row.name,
                available=available,
                reorder_point=level.reorder_point,
                reorder_quantity=row.reorder_quantity,
                noticed_at=work.now,
                urgent=level.urgent_since is not None,
            )
        )


async def set_level(work: Work, clinic_id: UUID, gtin: str, form: LevelForm, expected_version: int | None) -> LevelView:
    """Set a clinic's reorder point, and publish StockLow at once when stock is at it or below.

    A product that the clinic never received is not low yet: its first order is on the way. Changing a level needs the
    version it is based on. Raises ClinicUnknown, ProductUnknown, PreconditionRequired, Stale.
    """
    clinic = await lock_clinic(work, clinic_id)
    await require_product(work, gtin)
    this = (stock_levels.c.clinic_id == clinic_id) & (stock_levels.c.gtin == gtin)
    before = (await work.execute(select(stock_levels.c.version).where(this))).first()
    if before is not None:
        if expected_version is None:
            raise PreconditionRequired("This level is set already: read it and send its ETag as If-Match.")
        require_version(expected_version, before.version)
    points = form.points()
    values = {**points, "version": before.version + 1 if before else 1}
    statement = insert(stock_levels).values(clinic_id=clinic_id, gtin=gtin, **values)
    await work.execute(
        statement.on_conflict_do_update(index_elements=[stock_levels.c.clinic_id, stock_levels.c.gtin], set_=values)
    )
    received = select(balances.c.lot).where(balances.c.clinic_id == clinic_id, balances.c.gtin == gtin).limit(1)
    if (await work.execute(received)).first():
        shelf = await load_shelf(work, clinic, gtin)
        await notice_level(work, clinic, gtin, shelf.stock.available)
    work.audit("reorder level set", f"{clinic_id}/{gtin}", **points)
    return LevelView.model_validate((await work.execute(select(stock_levels).where(this))).one())
