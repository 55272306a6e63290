"""/discards: what leaves the shelf unused."""

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from services.inventory.access import STOCK_WRITE
from services.inventory.commands import discards as commands
from services.inventory.domain.refusals import (
    ClinicUnknown,
    GtinInvalid,
    LotUnknown,
    NotOnShelf,
    ScanUnreadable,
    SerialElsewhere,
    SerialsNamed,
)
from services.inventory.forms.discards import DiscardForm, DiscardView

router = api_router("discards")


@router.post("/discards", status_code=201, dependencies=[allow(STOCK_WRITE)])
@refuses(ClinicUnknown, GtinInvalid, LotUnknown, NotOnShelf, ScanUnreadable, SerialElsewhere, SerialsNamed)
async def discard(work: Transaction, form: DiscardForm) -> DiscardView:
    """Throw cartridges away that are on the shelf, with the reason; one with a number by its number."""
    work.access.authorize(where=form.clinic_id)
    return await commands.discard(work, form)
