"""/receipts: what comes onto the shelf."""

from chassis.http import Transaction, api_router
from services.inventory.access import StockKeeper
from services.inventory.commands.receipts import receive
from services.inventory.forms.receipts import ReceiptForm, ReceiptView

router = api_router("receipts")


@router.post("/receipts", status_code=201)
async def post_receipt(actor: StockKeeper, work: Transaction, form: ReceiptForm) -> ReceiptView:
    """Receive a scanned delivery, all of it or nothing."""
    actor.require_clinic(form.clinic_id)
    return await receive(work, form)
