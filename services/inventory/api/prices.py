"""/products/{gtin}/prices: what a unit cost, and when."""

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from services.inventory.access import PRODUCTS_READ, PRODUCTS_WRITE
from services.inventory.commands import prices as commands
from services.inventory.commands.products import read_gtin
from services.inventory.domain.refusals import GtinInvalid, PriceUnknown, ProductInvalid, ProductUnknown
from services.inventory.forms.prices import PriceCorrectionForm, PriceView
from services.inventory.queries import prices as queries

router = api_router("products")


@router.get("/products/{gtin}/prices", dependencies=[allow(PRODUCTS_READ)])
@refuses(GtinInvalid, ProductUnknown)
async def list_prices(work: Transaction, paging: PageQuery, gtin: str) -> Page[PriceView]:
    """What a unit cost from when on, the last first. A change of the product's price begins a new one."""
    return await queries.list_prices(work, paging, read_gtin(gtin))


@router.post("/products/{gtin}/prices/correct", dependencies=[allow(PRODUCTS_WRITE)])
@refuses(GtinInvalid, PriceUnknown, ProductInvalid, ProductUnknown)
async def correct_price(work: Transaction, gtin: str, form: PriceCorrectionForm) -> PriceView:
    """Put right a price that was stated wrongly: what moved while it held has another value.

    The present one is changed in the catalogue as well. What was ordered keeps its price.
    """
    return await commands.correct_price(work, read_gtin(gtin), form)
