"""/receipts and /discards: what comes onto the shelf, and what leaves it unused."""

from chassis.http import Transaction, api_router
from services.inventory.api.callers import StockKeeper
from services.inventory.commands.discard import discard
from services.inventory.commands.receive import receive
from services.inventory.forms import DiscardForm, DiscardView, ReceiptForm, ReceiptView

router = api_router("stock movements")


@router.post("/receipts", status_code=201)
async def post_receipt(actor: StockKeeper, work: Transaction, form: ReceiptForm) -> ReceiptView:
    """Receive a scanned delivery, all of it or nothing."""
    actor.require_clinic(form.clinic_id)
    return await receive(work, form)


@router.post("/discards", status_code=201)
async def post_discard(actor: StockKeeper, work: Transaction, form: DiscardForm) -> DiscardView:
    """Throw cartridges away, with the reason."""
    actor.require_clinic(form.clinic_id)
    return await discard(work, form)
