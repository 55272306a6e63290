"""Suppliers of the chain."""

from uuid import UUID

from sqlalchemy import or_, select

from chassis.http import Page, Paging, is_set, page
from chassis.work import Work
from services.inventory.forms.suppliers import SupplierView
from services.inventory.store.suppliers import find_supplier
from services.inventory.tables import suppliers


async def list_suppliers(work: Work, paging: Paging, *, search: str | None, ended: bool | None) -> Page[SupplierView]:
    """Suppliers by name."""
    of = suppliers.c
    statement = select(suppliers).where(*is_set({of.ended_at: ended}))
    if search is not None:
        found = (column.icontains(search, autoescape=True) for column in (of.name, of.contact, of.account))
        statement = statement.where(or_(*found))
    return await page(work, statement, [of.name, of.id], paging, SupplierView.model_validate)


async def show_supplier(work: Work, supplier_id: UUID) -> SupplierView:
    """One supplier. Raises SupplierUnknown."""
    return SupplierView.model_validate(await find_supplier(work, supplier_id))
