"""What was proposed to be merged."""

from uuid import UUID

from chassis.access.rows import within
from chassis.http import Page, Paging, equal_to, page
from chassis.work import Work
from services.booking.people.domain.merges import ProposalStatus
from services.booking.people.forms.merge_proposals import MergeProposalView
from services.booking.people.store.merge_proposals import named_proposals
from services.booking.people.tables import merge_proposals as of


async def list_merge_proposals(
    work: Work, paging: Paging, *, clinic_id: UUID | None, status: ProposalStatus
) -> Page[MergeProposalView]:
    """Those of the caller's clinics, the longest waiting first. Raises Forbidden."""
    seen = within(work.access.reach(where=clinic_id), patient=of.c.patient_id, clinics=[of.c.clinic_id])
    statement = named_proposals().where(seen, *equal_to({of.c.status: status, of.c.clinic_id: clinic_id}))
    return await page(work, statement, [of.c.id], paging, MergeProposalView.model_validate)
