"""Recall notices, with what became of each of their lots."""

from uuid import UUID

from chassis.http import Page, Paging, Period, equal_to, page
from chassis.work import Work
from services.inventory.forms.recall_notices import RecallNoticeSummary, RecallNoticeView
from services.inventory.forms.recalls import RecallSummary
from services.inventory.store.recall_notices import notices_with_open, read_notice, recalls_of
from services.inventory.tables import recall_notices


async def list_notices(
    work: Work, paging: Paging, period: Period, *, gtin: str | None, number: str | None
) -> Page[RecallNoticeSummary]:
    """The notices of the chain, the newest first."""
    of = recall_notices.c
    statement = notices_with_open().where(*equal_to({of.gtin: gtin, of.number: number}), *period.of(of.entered_at))
    newest_first = [of.entered_at.desc(), of.id.desc()]
    return await page(work, statement, newest_first, paging, RecallNoticeSummary.model_validate)


async def show_notice(work: Work, notice_id: UUID) -> RecallNoticeView:
    """A notice and its recalls. Raises NoticeUnknown."""
    notice = await read_notice(work, notice_id)
    found = [RecallSummary.model_validate(each._mapping) for each in await recalls_of(work, notice)]
    return RecallNoticeView.model_validate({**notice._mapping, "recalls": found})
