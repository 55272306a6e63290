"""/suppliers: from whom the chain buys."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from chassis.access.admission import allow
from chassis.http import (
    IfMatch,
    MergePatch,
    Page,
    PageQuery,
    Patch,
    Transaction,
    api_router,
    refuses,
    tag_version,
)
from services.inventory.access import SUPPLIERS_READ, SUPPLIERS_WRITE
from services.inventory.commands import suppliers as commands
from services.inventory.domain.supplier_refusals import SupplierEnded, SupplierExists, SupplierUnknown
from services.inventory.forms.suppliers import SupplierEndForm, SupplierForm, SupplierView
from services.inventory.queries import suppliers as queries

router = api_router("suppliers")


@router.post("/suppliers", status_code=201, dependencies=[allow(SUPPLIERS_WRITE)])
@refuses(SupplierExists)
async def create_supplier(work: Transaction, form: SupplierForm, response: Response) -> SupplierView:
    """Make a supplier known; products that name it in words are linked to it."""
    supplier = await commands.create_supplier(work, form)
    tag_version(response, supplier.version)
    return supplier


@router.get("/suppliers", dependencies=[allow(SUPPLIERS_READ)])
async def list_suppliers(
    work: Transaction,
    paging: PageQuery,
    search: Annotated[str | None, Query(max_length=200, description="Part of name, contact or account.")] = None,
    ended: bool | None = None,
) -> Page[SupplierView]:
    """From whom the chain buys, by name."""
    return await queries.list_suppliers(work, paging, search=search, ended=ended)


@router.get("/suppliers/{supplier_id}", dependencies=[allow(SUPPLIERS_READ)])
@refuses(SupplierUnknown)
async def read_supplier(work: Transaction, supplier_id: UUID, response: Response) -> SupplierView:
    """One supplier; its ETag goes into If-Match of a change."""
    supplier = await queries.show_supplier(work, supplier_id)
    tag_version(response, supplier.version)
    return supplier


@router.patch("/suppliers/{supplier_id}", dependencies=[allow(SUPPLIERS_WRITE)])
@refuses(SupplierExists, SupplierUnknown)
async def change_supplier(
    work: Transaction,
    supplier_id: UUID,
    edit: Annotated[Patch[SupplierForm], MergePatch],
    version: IfMatch,
    response: Response,
) -> SupplierView:
    """Change what is known of a supplier; its products show its new name."""
    supplier = await commands.change_supplier(work, supplier_id, edit, version)
    tag_version(response, supplier.version)
    return supplier


@router.post("/suppliers/{supplier_id}/end", dependencies=[allow(SUPPLIERS_WRITE)])
@refuses(SupplierEnded, SupplierUnknown)
async def end_supplier(
    work: Transaction, supplier_id: UUID, form: SupplierEndForm, version: IfMatch, response: Response
) -> SupplierView:
    """The chain does not buy from a supplier any longer."""
    supplier = await commands.end_supplier(work, supplier_id, form, version)
    tag_version(response, supplier.version)
    return supplier


@router.post("/suppliers/{supplier_id}/reinstate", dependencies=[allow(SUPPLIERS_WRITE)])
@refuses(SupplierEnded, SupplierUnknown)
async def reinstate_supplier(
    work: Transaction, supplier_id: UUID, form: SupplierEndForm, version: IfMatch, response: Response
) -> SupplierView:
    """It was ended by mistake, or is bought from again."""
    supplier = await commands.reinstate_supplier(work, supplier_id, form, version)
    tag_version(response, supplier.version)
    return supplier
