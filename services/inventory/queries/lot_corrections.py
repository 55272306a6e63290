"""What was said wrongly of lots, and what became of it."""

from uuid import UUID

from sqlalchemy import select

from chassis.http import Page, Paging, Period, equal_to, page
from chassis.work import Work
from services.inventory.access import STOCK_READ, seen_by
from services.inventory.forms.lot_corrections import CorrectedAtView, LotCorrectionSummary, LotCorrectionView
from services.inventory.store.lot_corrections import corrected_at, read_correction
from services.inventory.tables import lot_corrections, lots_corrected_at_clinics

_of = lot_corrections.c


async def list_corrections(
    work: Work, paging: Paging, period: Period, *, gtin: str | None, lot: str | None
) -> Page[LotCorrectionSummary]:
    """The corrections of the chain's lots, the newest first."""
    wanted = (*equal_to({_of.gtin: gtin, _of.lot: lot}), *period.of(_of.corrected_at))
    newest_first = [_of.corrected_at.desc(), _of.id.desc()]
    statement = select(lot_corrections).where(*wanted)
    return await page(work, statement, newest_first, paging, LotCorrectionSummary.model_validate)


async def show_correction(work: Work, correction_id: UUID) -> LotCorrectionView:
    """A correction, and what it did at the caller's clinics. Raises LotCorrectionUnknown."""
    row = await read_correction(work, correction_id)
    mine = seen_by(work.access.reach(STOCK_READ), lots_corrected_at_clinics.c.clinic_id)
    at_clinics = await work.execute(corrected_at(correction_id).where(mine))
    return LotCorrectionView(
        **row._mapping, clinics=[CorrectedAtView.model_validate(each) for each in at_clinics.all()]
    )


async def corrections_of(work: Work, gtin: str, lot: str) -> list[LotCorrectionSummary]:
    """Those of a lot, the latest first."""
    statement = select(lot_corrections).where(_of.gtin == gtin, _of.lot == lot).order_by(_of.id.desc())
    return [LotCorrectionSummary.model_validate(each) for each in (await work.execute(statement)).all()]
