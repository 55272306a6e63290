"""/discards: what leaves the shelf unused."""

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from services.inventory.access import STOCK_WRITE
from services.inventory.commands import discards as commands
from services.inventory.domain.refusals import ClinicUnknown, GtinInvalid, LotUnknown, NotOnShelf
from services.inventory.forms.discards import DiscardForm, DiscardView

router = api_router("discards")


@router.post("/discards", status_code=201, dependencies=[allow(STOCK_WRITE)])
@refuses(ClinicUnknown, GtinInvalid, LotUnknown, NotOnShelf)
async def discard(work: Transaction, form: DiscardForm) -> DiscardView:
    """Throw cartridges away, with the reason."""
    work.access.authorize(where=form.clinic_id)
    return await commands.discard(work, form)
