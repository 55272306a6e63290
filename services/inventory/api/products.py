"""/products: the cartridges that the chain buys."""

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from services.inventory.access import PRODUCTS_READ, PRODUCTS_WRITE
from services.inventory.commands import products as commands
from services.inventory.domain.refusals import GtinInvalid, ProductExists
from services.inventory.forms.products import ProductForm, ProductView
from services.inventory.queries import products as queries

router = api_router("products")


@router.post("/products", status_code=201, dependencies=[allow(PRODUCTS_WRITE)])
@refuses(GtinInvalid, ProductExists)
async def create_product(work: Transaction, form: ProductForm) -> ProductView:
    """Make a cartridge known, so that it can be received."""
    return await commands.create_product(work, form)


@router.get("/products", dependencies=[allow(PRODUCTS_READ)])
async def list_products(work: Transaction, paging: PageQuery) -> Page[ProductView]:
    """The cartridges that the chain buys, by GTIN."""
    return await queries.list_products(work, paging)
