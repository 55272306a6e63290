"""/number-corrections: the lot of one cartridge that was written down wrongly."""

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from services.inventory.access import STOCK_WRITE
from services.inventory.commands import number_corrections as commands
from services.inventory.domain.lot_refusals import (
    LotDatesInvalid,
    LotSaysOtherwise,
    LotStands,
    NumberOpened,
    NumberPutAway,
)
from services.inventory.domain.refusals import GtinInvalid, SerialUnknown
from services.inventory.forms.number_corrections import NumberCorrectionForm, NumberCorrectionView

router = api_router("serials")


@router.post("/number-corrections", status_code=201, dependencies=[allow(STOCK_WRITE)])
@refuses(GtinInvalid, LotDatesInvalid, LotSaysOtherwise, LotStands, NumberOpened, NumberPutAway, SerialUnknown)
async def correct_number(work: Transaction, form: NumberCorrectionForm) -> NumberCorrectionView:
    """Say that one unopened cartridge is of another lot than was written down when it was received.

    It leaves the one lot and enters the other, on the shelf or, if its true lot is recalled or expired, off it; what
    left the shelf with a wrong lot that is recalled or expired comes back. Sessions that held it get another. Put right
    by correcting it once more.
    """
    return await commands.correct_number(work, form)
