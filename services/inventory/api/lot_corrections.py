"""/lot-corrections: what the books say of a lot is wrong."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, PeriodQuery, Transaction, api_router, refuses
from services.inventory.access import LOT_CORRECTIONS_READ, LOTS_CORRECT
from services.inventory.api.filters import GtinQuery
from services.inventory.commands import lot_corrections as commands
from services.inventory.domain.lot_refusals import (
    LotCorrectionUnknown,
    LotDatesInvalid,
    LotSaysOtherwise,
    LotStands,
)
from services.inventory.domain.refusals import GtinInvalid, LotUnknown
from services.inventory.forms.lot_corrections import (
    LotCorrectionForm,
    LotCorrectionSummary,
    LotCorrectionTrialView,
    LotCorrectionView,
)
from services.inventory.queries import lot_corrections as queries

router = api_router("lot-corrections")
_WRONG = (GtinInvalid, LotDatesInvalid, LotSaysOtherwise, LotStands, LotUnknown)


@router.post("/lot-corrections", status_code=201, dependencies=[allow(LOTS_CORRECT)])
@refuses(*_WRONG, LotCorrectionUnknown)
async def correct_lot(work: Transaction, form: LotCorrectionForm) -> LotCorrectionView:
    """State the true dates of a lot: every clinic follows, and both facts stay readable."""
    return await queries.show_correction(work, await commands.correct_lot(work, form))


@router.post("/lot-corrections/try", dependencies=[allow(LOTS_CORRECT)])
@refuses(*_WRONG)
async def try_lot_correction(work: Transaction, form: LotCorrectionForm) -> LotCorrectionTrialView:
    """What a correction would do at each clinic. Nothing of it is done."""
    return await commands.try_correction(work, form)


@router.get("/lot-corrections", dependencies=[allow(LOT_CORRECTIONS_READ)])
@refuses(GtinInvalid)
async def list_lot_corrections(
    work: Transaction, paging: PageQuery, period: PeriodQuery, gtin: GtinQuery = None, lot: str | None = None
) -> Page[LotCorrectionSummary]:
    """What was said wrongly of lots, the newest first; `from` and `to` are of when it was corrected."""
    return await queries.list_corrections(work, paging, period, gtin=gtin, lot=lot)


@router.get("/lot-corrections/{correction_id}", dependencies=[allow(LOT_CORRECTIONS_READ)])
@refuses(LotCorrectionUnknown)
async def read_lot_correction(work: Transaction, correction_id: UUID) -> LotCorrectionView:
    """A correction, and what it did at the caller's clinics."""
    return await queries.show_correction(work, correction_id)
