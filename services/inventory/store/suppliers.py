"""Suppliers, and which of them a product is bought from."""

from uuid import UUID

from sqlalchemy import func, select

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.domain.supplier_refusals import SupplierUnknown
from services.inventory.tables import suppliers


async def find_supplier(work: Work, supplier_id: UUID) -> Row:
    """One supplier, unlocked. Raises SupplierUnknown."""
    return _found((await work.execute(select(suppliers).where(suppliers.c.id == supplier_id))).first())


async def lock_supplier(work: Work, supplier_id: UUID) -> Row:
    """One supplier, until the transaction ends. Raises SupplierUnknown."""
    statement = select(suppliers).where(suppliers.c.id == supplier_id).with_for_update(key_share=True)
    return _found((await work.execute(statement)).first())


async def supplier_named(work: Work, name: str) -> Row | None:
    """The supplier of that name, whatever its capital letters."""
    named = func.lower(suppliers.c.name) == func.lower(name)
    return (await work.execute(select(suppliers.c.id, suppliers.c.name).where(named))).first()


def _found(row: Row | None) -> Row:
    if row is None:
        raise SupplierUnknown("There is no such supplier: search the suppliers, or add this one.")
    return row
