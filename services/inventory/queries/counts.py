"""Counts: what people found, and once they have all counted what the books said."""

from uuid import UUID

from sqlalchemy import select

from chassis.http import Page, Paging, Period, equal_to, page
from chassis.work import Work
from services.inventory.access import seen_by
from services.inventory.domain.counts import CountStatus, variances
from services.inventory.forms.counts import CountLineView, CountSummary, CountView, VarianceView
from services.inventory.store.counts import read_count
from services.inventory.tables import count_lines, counts


async def list_counts(
    work: Work, paging: Paging, period: Period, *, clinic_id: UUID | None, status: CountStatus | None
) -> Page[CountSummary]:
    """Counts at the caller's clinics, the newest first."""
    statement = select(counts).where(
        seen_by(work.access.reach(where=clinic_id), counts.c.clinic_id),
        *equal_to({counts.c.clinic_id: clinic_id, counts.c.status: status}),
        *period.of(counts.c.started_at),
    )
    newest_first = [counts.c.started_at.desc(), counts.c.id.desc()]
    return await page(work, statement, newest_first, paging, CountSummary.model_validate)


async def show_count(work: Work, count_id: UUID) -> CountView:
    """A count with its lines. Raises CountUnknown, Forbidden."""
    count = await read_count(work, count_id)
    work.access.authorize(where=count.clinic_id)
    of_count = select(count_lines).where(count_lines.c.count_id == count_id).order_by(count_lines.c.id)
    lines = (await work.execute(of_count)).all()
    blind = count.status == CountStatus.COUNTING.value or count.submitted_at is None
    found = variances(line for line in lines if line.replaced_at is None)
    return CountView(
        **count._mapping,
        lines=[CountLineView.model_validate(line) for line in lines],
        variances=None if blind else [VarianceView.model_validate(each) for each in found],
    )
