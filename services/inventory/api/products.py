"""/products: what the chain buys."""

from typing import Annotated

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
from services.inventory.access import PRODUCTS_READ, PRODUCTS_WRITE
from services.inventory.commands import product_changes as changes
from services.inventory.commands import products as commands
from services.inventory.commands.products import read_gtin
from services.inventory.domain.products import ProductKind
from services.inventory.domain.refusals import (
    GtinInvalid,
    ProductExists,
    ProductInvalid,
    ProductRetired,
    ProductUnknown,
)
from services.inventory.domain.supplier_refusals import SupplierUnknown
from services.inventory.forms.products import ProductDetailsForm, ProductForm, ProductView, RetirementForm
from services.inventory.queries import products as queries

router = api_router("products")


@router.post("/products", status_code=201, dependencies=[allow(PRODUCTS_WRITE)])
@refuses(GtinInvalid, ProductExists, ProductInvalid, ProductUnknown, SupplierUnknown)
async def create_product(work: Transaction, form: ProductForm, response: Response) -> ProductView:
    """Make a product known with its packages, so that it can be received."""
    product = await commands.create_product(work, form)
    tag_version(response, product.version)
    return product


@router.get("/products", dependencies=[allow(PRODUCTS_READ)])
async def list_products(
    work: Transaction,
    paging: PageQuery,
    search: Annotated[str | None, Query(max_length=200, description="Part of name, supplier or any GTIN.")] = None,
    kind: ProductKind | None = None,
    fits: Annotated[str | None, Query(max_length=100, description="A device model's code.")] = None,
    retired: bool | None = None,
) -> Page[ProductView]:
    """What the chain buys, by GTIN."""
    return await queries.list_products(work, paging, search=search, kind=kind, fits=fits, retired=retired)


@router.get("/products/{gtin}", dependencies=[allow(PRODUCTS_READ)])
@refuses(GtinInvalid, ProductUnknown)
async def read_product(work: Transaction, gtin: str, response: Response) -> ProductView:
    """One product; its ETag goes into If-Match of a change."""
    product = await queries.show_product(work, read_gtin(gtin))
    tag_version(response, product.version)
    return product


@router.patch("/products/{gtin}", dependencies=[allow(PRODUCTS_WRITE)])
@refuses(GtinInvalid, ProductInvalid, ProductUnknown, SupplierUnknown)
async def change_product(
    work: Transaction,
    gtin: str,
    edit: Annotated[Patch[ProductDetailsForm], MergePatch],
    version: IfMatch,
    response: Response,
) -> ProductView:
    """Change what is known of a product; `packages` replaces all of them."""
    product = await changes.change_product(work, read_gtin(gtin), edit, version)
    tag_version(response, product.version)
    return product


@router.post("/products/{gtin}/retire", dependencies=[allow(PRODUCTS_WRITE)])
@refuses(GtinInvalid, ProductRetired, ProductUnknown)
async def retire_product(
    work: Transaction, gtin: str, form: RetirementForm, version: IfMatch, response: Response
) -> ProductView:
    """Receive nothing of it any longer. What is on the shelf is reserved and used until it is gone."""
    product = await changes.retire_product(work, read_gtin(gtin), form, version)
    tag_version(response, product.version)
    return product


@router.post("/products/{gtin}/reinstate", dependencies=[allow(PRODUCTS_WRITE)])
@refuses(GtinInvalid, ProductRetired, ProductUnknown)
async def reinstate_product(
    work: Transaction, gtin: str, form: RetirementForm, version: IfMatch, response: Response
) -> ProductView:
    """It was retired by mistake, or is bought again."""
    product = await changes.reinstate_product(work, read_gtin(gtin), form, version)
    tag_version(response, product.version)
    return product
