"""A price that was stated wrongly is put right: what was valued by it has another value."""

from sqlalchemy import select, update

from chassis.work import Work
from services.inventory.commands.products import require_product
from services.inventory.domain.products import problem_of_price
from services.inventory.domain.refusals import PriceUnknown, ProductInvalid
from services.inventory.forms.prices import PriceCorrectionForm, PriceView
from services.inventory.store import prices as store
from services.inventory.tables import products


async def correct_price(work: Work, gtin: str, form: PriceCorrectionForm) -> PriceView:
    """Another price from that moment to the next one; the present one changes in the catalogue, too.

    Raises ProductUnknown, PriceUnknown, ProductInvalid.
    """
    await require_product(work, gtin)
    this = products.c.gtin == gtin
    await work.execute(select(products.c.gtin).where(this).with_for_update(key_share=True))
    if problem := problem_of_price(form.price_minor, form.currency):
        raise ProductInvalid("{problem}", problem=problem)
    stated = (form.price_minor, form.currency)
    found, present = await store.correct_price(work, gtin, form.from_at, *stated, form.reason)
    if found is None:
        raise PriceUnknown("No price of {gtin} begins then: take `from_at` from the list of its prices.", gtin=gtin)
    if present:
        changed = {"price_minor": form.price_minor, "currency": form.currency, "version": products.c.version + 1}
        await work.execute(update(products).where(this).values(changed))
    work.audit("price corrected", gtin, reason=form.reason)
    return PriceView.model_validate(found)
