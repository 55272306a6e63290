"""/counts: what is on the shelf, counted without looking at the books."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, PeriodQuery, Transaction, api_router, refuses
from chassis.worklist.items import ClaimedByAnother, ItemClosed
from services.inventory.access import STOCK_READ, STOCK_WRITE
from services.inventory.commands import counts as commands
from services.inventory.domain.count_refusals import (
    CountedByYou,
    CountInvalid,
    CountNotOpen,
    CountUnderWay,
    CountUnknown,
)
from services.inventory.domain.counts import CountStatus
from services.inventory.domain.refusals import ClinicUnknown, GtinInvalid, NotAtThatPlace
from services.inventory.domain.transfer_refusals import TransferRefused
from services.inventory.forms.counts import CountDecisionForm, CountedForm, CountForm, CountSummary, CountView
from services.inventory.queries import counts as queries

router = api_router("counts")


@router.post("/counts", status_code=201, dependencies=[allow(STOCK_WRITE)])
@refuses(ClinicUnknown, CountInvalid, CountUnderWay, CountUnknown, GtinInvalid)
async def start_count(work: Transaction, form: CountForm) -> CountView:
    """Begin to count a clinic's shelf, or one product or lot of it."""
    work.access.authorize(where=form.clinic_id)
    return await queries.show_count(work, await commands.start(work, form))


@router.get("/counts", dependencies=[allow(STOCK_READ)])
async def list_counts(
    work: Transaction,
    paging: PageQuery,
    period: PeriodQuery,
    clinic_id: UUID | None = None,
    status: CountStatus | None = None,
) -> Page[CountSummary]:
    """Counts at the caller's clinics, the newest first; `from` and `to` are of when they were started."""
    return await queries.list_counts(work, paging, period, clinic_id=clinic_id, status=status)


@router.get("/counts/{count_id}", dependencies=[allow(STOCK_READ)])
@refuses(CountUnknown)
async def read_count(work: Transaction, count_id: UUID) -> CountView:
    """A count; what the books said is shown once everybody has counted."""
    return await queries.show_count(work, count_id)


@router.post("/counts/{count_id}/lines", status_code=201, dependencies=[allow(STOCK_WRITE)])
@refuses(ClinicUnknown, CountNotOpen, CountUnknown, TransferRefused)
async def count_lines(work: Transaction, count_id: UUID, form: CountedForm) -> CountView:
    """Write down what was counted, by scan or by product and lot; several people may count at once."""
    await commands.write_down(work, count_id, form)
    return await queries.show_count(work, count_id)


@router.post("/counts/{count_id}/submit", dependencies=[allow(STOCK_WRITE)])
@refuses(ClinicUnknown, CountNotOpen, CountUnknown)
async def submit_count(work: Transaction, count_id: UUID) -> CountView:
    """Everybody has counted: what nobody counted is not there."""
    await commands.submit(work, count_id)
    return await queries.show_count(work, count_id)


@router.post("/counts/{count_id}/approve", dependencies=[allow(STOCK_WRITE)])
@refuses(ClaimedByAnother, ClinicUnknown, CountNotOpen, CountUnknown, CountedByYou, ItemClosed, NotAtThatPlace)
async def approve_count(work: Transaction, count_id: UUID, form: CountDecisionForm) -> CountView:
    """Somebody who did not count believes it: the books follow the shelf."""
    await commands.approve(work, count_id, form)
    return await queries.show_count(work, count_id)


@router.post("/counts/{count_id}/reject", dependencies=[allow(STOCK_WRITE)])
@refuses(ClaimedByAnother, ClinicUnknown, CountNotOpen, CountUnknown, CountedByYou, ItemClosed)
async def reject_count(work: Transaction, count_id: UUID, form: CountDecisionForm) -> CountView:
    """Somebody who did not count does not believe it: it is counted again."""
    await commands.reject(work, count_id, form)
    return await queries.show_count(work, count_id)


@router.post("/counts/{count_id}/withdraw", dependencies=[allow(STOCK_WRITE)])
@refuses(ClinicUnknown, CountNotOpen, CountUnknown)
async def withdraw_count(work: Transaction, count_id: UUID, form: CountDecisionForm) -> CountView:
    """It is not carried on with; what was counted stays readable."""
    await commands.withdraw(work, count_id, form)
    return await queries.show_count(work, count_id)
