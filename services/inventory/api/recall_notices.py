"""/recall-notices: several lots of a product, recalled and worked on at once."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, PeriodQuery, Transaction, api_router, refuses
from services.inventory.access import (
    RECALL_LETTERS_RELEASE,
    RECALLS_CLOSE,
    RECALLS_READ,
    RECALLS_WITHDRAW,
    STOCK_RECALL,
)
from services.inventory.api.filters import GtinQuery
from services.inventory.commands import recall_notices as commands
from services.inventory.domain.refusals import (
    GtinInvalid,
    LettersReleased,
    LotsUnconfirmed,
    NoticeInvalid,
    NoticeOver,
    NoticeUnknown,
    NoticeUnreadable,
    ProductUnknown,
    RecallClosed,
    RecallExists,
    RecallStepsOpen,
    RecallUnknown,
    RecallWasWithdrawn,
    SerialsUnconfirmed,
)
from services.inventory.forms.recall_notices import (
    NoticeLettersView,
    RecallNoticeForm,
    RecallNoticeSummary,
    RecallNoticeView,
)
from services.inventory.forms.recalls import CloseForm, WithdrawalForm
from services.inventory.queries import recall_notices as queries

router = api_router("recall notices")


@router.post("/recall-notices", status_code=201, dependencies=[allow(STOCK_RECALL)])
@refuses(
    GtinInvalid,
    LotsUnconfirmed,
    NoticeInvalid,
    NoticeUnknown,
    NoticeUnreadable,
    ProductUnknown,
    RecallExists,
    SerialsUnconfirmed,
)
async def enter_recall_notice(work: Transaction, form: RecallNoticeForm) -> RecallNoticeView:
    """Quarantine what a notice names, everywhere: lots, or cartridges by number; what is recalled already stays."""
    return await queries.show_notice(work, await commands.enter_notice(work, form))


@router.get("/recall-notices", dependencies=[allow(RECALLS_READ)])
@refuses(GtinInvalid)
async def list_recall_notices(
    work: Transaction,
    paging: PageQuery,
    period: PeriodQuery,
    gtin: GtinQuery = None,
    number: str | None = None,
) -> Page[RecallNoticeSummary]:
    """The notices of the chain, the newest first; `from` and `to` are of when the notice was entered."""
    return await queries.list_notices(work, paging, period, gtin=gtin, number=number)


@router.get("/recall-notices/{notice_id}", dependencies=[allow(RECALLS_READ)])
@refuses(NoticeUnknown)
async def read_recall_notice(work: Transaction, notice_id: UUID) -> RecallNoticeView:
    """A notice, and what became of each of its lots."""
    return await queries.show_notice(work, notice_id)


@router.post("/recall-notices/{notice_id}/letters", status_code=201, dependencies=[allow(RECALL_LETTERS_RELEASE)])
@refuses(LettersReleased, NoticeOver, NoticeUnknown, RecallUnknown, RecallWasWithdrawn)
async def release_notice_letters(work: Transaction, notice_id: UUID) -> NoticeLettersView:
    """Have everybody written to on whom a lot of the notice was used, and whoever is traced later."""
    return NoticeLettersView(notice_id=notice_id, patients=await commands.release_notice_letters(work, notice_id))


@router.post("/recall-notices/{notice_id}/close", dependencies=[allow(RECALLS_CLOSE)])
@refuses(NoticeOver, NoticeUnknown, RecallClosed, RecallStepsOpen, RecallUnknown, RecallWasWithdrawn)
async def close_recall_notice(work: Transaction, notice_id: UUID, form: CloseForm) -> RecallNoticeView:
    """Everything of it is done, or the reason says why it need not be. The lots stay barred."""
    await commands.close_notice(work, notice_id, form.reason)
    return await queries.show_notice(work, notice_id)


@router.post("/recall-notices/{notice_id}/withdraw", dependencies=[allow(RECALLS_WITHDRAW)])
@refuses(NoticeOver, NoticeUnknown, RecallUnknown, RecallWasWithdrawn)
async def withdraw_recall_notice(work: Transaction, notice_id: UUID, form: WithdrawalForm) -> RecallNoticeView:
    """The notice was a mistake: every lot that was recalled by it may be used again."""
    await commands.withdraw_notice(work, notice_id, form.reason)
    return await queries.show_notice(work, notice_id)
