"""/recalls: of the whole chain, whatever clinics the caller works for."""

from uuid import UUID

from chassis.http import Page, PageQuery, PeriodQuery, Transaction, api_router, refuses
from services.inventory.access import Recaller
from services.inventory.commands import recalls as commands
from services.inventory.domain.refusals import GtinInvalid, ProductUnknown, RecallExists, RecallUnknown
from services.inventory.forms.recalls import RecallForm, RecallSummary, RecallView
from services.inventory.queries import recalls as queries

router = api_router("recalls")


@router.post("/recalls", status_code=201)
@refuses(GtinInvalid, ProductUnknown, RecallExists, RecallUnknown)
async def recall_lot(actor: Recaller, work: Transaction, form: RecallForm) -> RecallView:
    """Quarantine a lot everywhere, and answer at once who was treated with it."""
    return await queries.show_recall(work, await commands.recall(work, form))


@router.get("/recalls")
async def list_recalls(
    actor: Recaller,
    work: Transaction,
    paging: PageQuery,
    period: PeriodQuery,
    gtin: str | None = None,
    lot: str | None = None,
) -> Page[RecallSummary]:
    """The recalls of the chain, the newest first; `from` and `to` are of when the lot was recalled."""
    return await queries.list_recalls(work, paging, period, gtin=gtin, lot=lot)


@router.get("/recalls/{recall_id}")
@refuses(RecallUnknown)
async def read_recall(actor: Recaller, work: Transaction, recall_id: UUID) -> RecallView:
    """A recall and its trace, with the uses recorded since."""
    return await queries.show_recall(work, recall_id)
