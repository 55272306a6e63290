"""A recall, with everybody who was treated with the lot."""

from uuid import UUID

from sqlalchemy import select

from chassis.data.rows import Row
from chassis.http import Page, Paging, Period, equal_to, is_set, page
from chassis.work import Work
from services.inventory.access import USES_READ
from services.inventory.forms.recalls import RecalledAtView, RecalledSerialView, RecallSummary, RecallView
from services.inventory.queries.uses import trace
from services.inventory.store.recalled_serials import whereabouts_of
from services.inventory.store.recalls import read_recall
from services.inventory.tables import clinics, recalled_at_clinics, recalls


async def list_recalls(
    work: Work,
    paging: Paging,
    period: Period,
    *,
    gtin: str | None,
    lot: str | None,
    closed: bool | None,
    withdrawn: bool | None,
) -> Page[RecallSummary]:
    """The recalls of the chain, the newest first."""
    ends = is_set({recalls.c.closed_at: closed, recalls.c.withdrawn_at: withdrawn})
    wanted = (*equal_to({recalls.c.gtin: gtin, recalls.c.lot: lot}), *ends)
    statement = select(recalls).where(*wanted, *period.of(recalls.c.recalled_at))
    newest_first = [recalls.c.recalled_at.desc(), recalls.c.id.desc()]
    return await page(work, statement, newest_first, paging, RecallSummary.model_validate)


async def show_recall(work: Work, recall_id: UUID) -> RecallView:
    """The recall, with its trace at the clinics that the caller sees. Raises RecallUnknown."""
    row = await read_recall(work, recall_id)
    at_clinics = (
        select(recalled_at_clinics, clinics.c.name.label("clinic"))
        .join(clinics, clinics.c.id == recalled_at_clinics.c.clinic_id)
        .where(recalled_at_clinics.c.recall_id == recall_id)
        .order_by(clinics.c.name, clinics.c.id)
    )
    return RecallView(
        **row._mapping,
        serials=await _serials(work, row) if row.in_part else [],
        clinics=[RecalledAtView.model_validate(each) for each in await work.execute(at_clinics)],
        trace=await trace(work, row) if work.access.has(USES_READ) else [],
    )


async def _serials(work: Work, recall: Row) -> list[RecalledSerialView]:
    return [
        RecalledSerialView(
            serial=each.serial, clinic_id=each.clinic_id, place=each.place, put_aside_at=row.put_aside_at
        )
        for each, row in await whereabouts_of(work, recall.id)
    ]
