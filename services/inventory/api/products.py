"""/products: the cartridges that the chain buys."""

from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from services.inventory.access import Staff, StockKeeper
from services.inventory.commands import products as commands
from services.inventory.domain.refusals import GtinInvalid, ProductExists
from services.inventory.forms.products import ProductForm, ProductView
from services.inventory.queries import products as queries

router = api_router("products")


@router.post("/products", status_code=201)
@refuses(GtinInvalid, ProductExists)
async def create_product(actor: StockKeeper, work: Transaction, form: ProductForm) -> ProductView:
    """Make a cartridge known, so that it can be received."""
    return await commands.create_product(work, form)


@router.get("/products")
async def list_products(actor: Staff, work: Transaction, paging: PageQuery) -> Page[ProductView]:
    """The cartridges that the chain buys, by GTIN."""
    return await queries.list_products(work, paging)
