"""/recalls: they hold for the whole chain."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, PeriodQuery, ReadBy, Transaction, api_router, refuses
from services.inventory.access import RECALLS_CLOSE, RECALLS_READ, RECALLS_WITHDRAW, STOCK_RECALL
from services.inventory.api.csv_files import CsvAnswer, csv_file, saved_as
from services.inventory.api.filters import GtinQuery
from services.inventory.commands import recalls as commands
from services.inventory.commands.recall_withdrawals import withdraw_recall as withdraw
from services.inventory.domain.refusals import (
    GtinInvalid,
    LotsUnconfirmed,
    ProductUnknown,
    RecallClosed,
    RecallExists,
    RecallOpen,
    RecallStepsOpen,
    RecallUnknown,
    RecallWasWithdrawn,
    SerialsUnconfirmed,
)
from services.inventory.forms.recalls import (
    CloseForm,
    RecallForm,
    RecallSummary,
    RecallView,
    ReconciliationView,
    WithdrawalForm,
)
from services.inventory.queries import recalls as queries
from services.inventory.queries.reconciliations import reconciliation_csv, show_reconciliation

router = api_router("recalls")


@router.post("/recalls", status_code=201, dependencies=[allow(STOCK_RECALL)])
@refuses(GtinInvalid, LotsUnconfirmed, ProductUnknown, RecallExists, RecallUnknown, SerialsUnconfirmed)
async def recall_lot(work: Transaction, form: RecallForm, reader: ReadBy) -> RecallView:
    """Quarantine a lot, or the cartridges of it that are named, everywhere; answer at once who was treated with it."""
    return (await queries.show_recall(work, await commands.recall(work, form))).said_to(reader)


@router.get("/recalls", dependencies=[allow(RECALLS_READ)])
@refuses(GtinInvalid)
async def list_recalls(
    work: Transaction,
    paging: PageQuery,
    period: PeriodQuery,
    gtin: GtinQuery = None,
    lot: str | None = None,
    closed: bool | None = None,
    withdrawn: bool | None = None,
) -> Page[RecallSummary]:
    """The recalls of the chain, the newest first; `from` and `to` are of when the lot was recalled."""
    return await queries.list_recalls(work, paging, period, gtin=gtin, lot=lot, closed=closed, withdrawn=withdrawn)


@router.get("/recalls/{recall_id}", dependencies=[allow(RECALLS_READ)])
@refuses(RecallUnknown)
async def read_recall(work: Transaction, recall_id: UUID, reader: ReadBy) -> RecallView:
    """A recall and its trace, with the uses recorded since."""
    return (await queries.show_recall(work, recall_id)).said_to(reader)


@router.get("/recalls/{recall_id}/reconciliation", dependencies=[allow(RECALLS_READ)])
@refuses(RecallUnknown)
async def read_reconciliation(work: Transaction, recall_id: UUID) -> ReconciliationView:
    """What became of every cartridge and every patient of a recall, and what is left to be done."""
    return await show_reconciliation(work, recall_id)


@router.get(
    "/recalls/{recall_id}/reconciliation/csv",
    response_class=CsvAnswer,
    responses=csv_file("clinic,came,used,quarantine\r\nChiado,4,1,3\r\ntotal,4,1,3\r\n"),
    dependencies=[allow(RECALLS_READ)],
)
@refuses(RecallUnknown)
async def read_reconciliation_as_csv(work: Transaction, recall_id: UUID) -> CsvAnswer:
    """The reconciliation as CSV: a line for each clinic, and the total."""
    return saved_as(f"recall-{recall_id}", await reconciliation_csv(work, recall_id))


@router.post("/recalls/{recall_id}/close", dependencies=[allow(RECALLS_CLOSE)])
@refuses(RecallClosed, RecallStepsOpen, RecallUnknown, RecallWasWithdrawn)
async def close_recall(work: Transaction, recall_id: UUID, form: CloseForm) -> RecallSummary:
    """Everything of it is done, or the reason says why it need not be. The lot stays barred."""
    return await commands.close_recall(work, recall_id, form.reason)


@router.post("/recalls/{recall_id}/reopen", dependencies=[allow(RECALLS_CLOSE)])
@refuses(RecallOpen, RecallUnknown, RecallWasWithdrawn)
async def reopen_recall(work: Transaction, recall_id: UUID) -> RecallSummary:
    """Something is left to do after all."""
    return await commands.reopen_recall(work, recall_id)


@router.post("/recalls/{recall_id}/withdraw", dependencies=[allow(RECALLS_WITHDRAW)])
@refuses(RecallUnknown, RecallWasWithdrawn)
async def withdraw_recall(work: Transaction, recall_id: UUID, form: WithdrawalForm) -> RecallSummary:
    """The recall was a mistake: every clinic may use the lot again, and whoever was written to is called."""
    return await withdraw(work, recall_id, form.reason)
