"""What clinics should order."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from chassis.http import Page, Paging, equal_to, page
from chassis.http.languages import Reader
from chassis.work import Work
from services.inventory.access import seen_by
from services.inventory.domain.expiries import local_day
from services.inventory.domain.reorder_proposals import Verdict
from services.inventory.forms.reorder_proposals import ClinicProposalsView, ReorderProposalView
from services.inventory.store.clinics import Clinic
from services.inventory.store.reorder_proposals import Proposal, proposals_of
from services.inventory.tables import clinics


async def list_reorder_proposals(
    work: Work,
    paging: Paging,
    reader: Reader,
    *,
    clinic_id: UUID | None,
    gtin: str | None,
    covered: bool,
    cover_days: int,
) -> Page[ClinicProposalsView]:
    """The caller's clinics, each with what it should order. Raises Forbidden for another clinic."""
    of = clinics.c
    statement = select(clinics).where(
        seen_by(work.access.reach(where=clinic_id), of.id), *equal_to({of.id: clinic_id}), of.time_zone.is_not(None)
    )
    rows: Page[Any] = await page(work, statement, [of.id], paging, lambda row: row)
    found = await proposals_of(
        work, [Clinic(row.id, row.time_zone, row.closed_from) for row in rows.items], cover_days=cover_days
    )
    return rows.showing(
        [
            ClinicProposalsView(
                clinic_id=row.id,
                clinic=row.name,
                today=local_day(work.now, row.time_zone),
                cover_days=cover_days,
                proposals=[
                    ReorderProposalView.of(each, reader) for each in found[row.id] if _is_asked(each, gtin, covered)
                ],
            )
            for row in rows.items
        ]
    )


def _is_asked(proposal: Proposal, gtin: str | None, covered: bool) -> bool:
    return gtin in (None, proposal.product.gtin) and (covered or proposal.verdict is not Verdict.COVERED)
