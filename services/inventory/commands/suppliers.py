"""Suppliers of the chain: created, edited, ended and bought from again."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, update

from chassis.data.rows import Row
from chassis.http import Patch, require_version
from chassis.ids import new_id
from chassis.work import Work
from services.inventory.domain.supplier_refusals import SupplierEnded, SupplierExists
from services.inventory.forms.suppliers import SupplierEndForm, SupplierForm, SupplierView
from services.inventory.store.suppliers import lock_supplier, supplier_named
from services.inventory.tables import products, suppliers


async def create_supplier(work: Work, form: SupplierForm) -> SupplierView:
    """Make a supplier known. Products that named it in words are its own from now on. Raises SupplierExists."""
    await _require_free(work, form.name)
    supplier_id = new_id()
    statement = insert(suppliers).values(id=supplier_id, **form.model_dump()).returning(suppliers)
    created = (await work.execute(statement)).one()
    nobodys = products.c.supplier_id.is_(None) & (func.lower(products.c.supplier) == func.lower(form.name))
    await work.execute(update(products).where(nobodys).values(supplier_id=supplier_id, supplier=form.name))
    work.audit("supplier created", str(supplier_id), name=form.name)
    return SupplierView.model_validate(created)


async def change_supplier(work: Work, supplier_id: UUID, edit: Patch[SupplierForm], version: int) -> SupplierView:
    """Change what is known of a supplier. Raises SupplierUnknown, SupplierExists, Stale, NotUnderstood."""
    present = await _lock(work, supplier_id, version)
    form = edit.onto(SupplierForm.model_construct(**{name: present[name] for name in SupplierForm.model_fields}))
    await _require_free(work, form.name, except_for=supplier_id)
    if form.name != present.name:
        await work.execute(update(products).where(products.c.supplier_id == supplier_id).values(supplier=form.name))
    work.audit("supplier changed", str(supplier_id), name=form.name)
    return await _changed(work, present, **form.model_dump())


async def end_supplier(work: Work, supplier_id: UUID, form: SupplierEndForm, version: int) -> SupplierView:
    """The chain does not buy from a supplier any longer. Raises SupplierUnknown, SupplierEnded, Stale."""
    present = await _lock(work, supplier_id, version)
    if present.ended_at is not None:
        raise SupplierEnded(
            "{supplier} was ended already, on {day}.", supplier=present.name, day=present.ended_at.date()
        )
    work.audit("supplier ended", str(supplier_id), reason=form.reason)
    return await _changed(work, present, ended_at=work.now, ended_because=form.reason)


async def reinstate_supplier(work: Work, supplier_id: UUID, form: SupplierEndForm, version: int) -> SupplierView:
    """A supplier was ended by mistake, or is bought from again. Raises SupplierUnknown, SupplierEnded, Stale."""
    present = await _lock(work, supplier_id, version)
    if present.ended_at is None:
        raise SupplierEnded("{supplier} is not ended: order from it.", supplier=present.name)
    work.audit("supplier reinstated", str(supplier_id), reason=form.reason)
    return await _changed(work, present, ended_at=None, ended_because=None)


async def _lock(work: Work, supplier_id: UUID, version: int) -> Row:
    present = await lock_supplier(work, supplier_id)
    require_version(version, present.version)
    return present


async def _changed(work: Work, present: Row, **values: Any) -> SupplierView:
    statement = update(suppliers).where(suppliers.c.id == present.id).values(version=present.version + 1, **values)
    return SupplierView.model_validate((await work.execute(statement.returning(suppliers))).one())


async def _require_free(work: Work, name: str, except_for: UUID | None = None) -> None:
    taken = await supplier_named(work, name)
    if taken is not None and taken.id != except_for:
        raise SupplierExists(
            "There is a supplier {supplier} already: change that one, or give this one another name.",
            supplier=taken.name,
            supplier_id=str(taken.id),
        )
