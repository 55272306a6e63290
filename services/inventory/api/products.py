"""/products: the cartridges that the chain buys."""

from chassis.http import Page, PageQuery, Transaction, api_router
from services.inventory.access import Staff, StockKeeper
from services.inventory.commands.products import create_product
from services.inventory.forms.products import ProductForm, ProductView
from services.inventory.queries.products import list_products

router = api_router("products")


@router.post("/products", status_code=201)
async def post_product(actor: StockKeeper, work: Transaction, form: ProductForm) -> ProductView:
    """Make a cartridge known, so that it can be received."""
    return await create_product(work, form)


@router.get("/products")
async def get_products(actor: Staff, work: Transaction, paging: PageQuery) -> Page[ProductView]:
    """The cartridges that the chain buys."""
    return await list_products(work, paging)
