"""Proposals to merge two records of one person."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from chassis.refusals import Invalid, NotFound
from services.booking.access import MERGES_PROPOSE, MERGES_READ, PATIENTS_MERGE
from services.booking.people.commands import merge_proposals as commands
from services.booking.people.domain.merges import ProposalStatus
from services.booking.people.domain.refusals import AlreadyProposed, AlreadySettled, RecordMerged
from services.booking.people.forms.merge_proposals import (
    MergeProposalEndForm,
    MergeProposalForm,
    MergeProposalView,
)
from services.booking.people.queries import merge_proposals as queries

router = api_router("merge-proposals")


@router.post("/patients/{patient_id}/merge-proposals", status_code=201, dependencies=[allow(MERGES_PROPOSE)])
@refuses(AlreadyProposed, Invalid, NotFound, RecordMerged)
async def propose_merge(work: Transaction, patient_id: UUID, form: MergeProposalForm) -> MergeProposalView:
    """Say that this record and another one are of one person; a medical director merges them, or says why not."""
    return await commands.propose_merge(work, patient_id, form)


@router.get("/merge-proposals", dependencies=[allow(MERGES_READ)])
async def list_merge_proposals(
    work: Transaction,
    paging: PageQuery,
    clinic_id: UUID | None = None,
    status: ProposalStatus = ProposalStatus.PROPOSED,
) -> Page[MergeProposalView]:
    """What waits for a medical director, or what became of it, the longest waiting first."""
    return await queries.list_merge_proposals(work, paging, clinic_id=clinic_id, status=status)


@router.post("/merge-proposals/{proposal_id}/reject", dependencies=[allow(PATIENTS_MERGE)])
@refuses(AlreadySettled, NotFound)
async def reject_merge(work: Transaction, proposal_id: UUID, form: MergeProposalEndForm) -> MergeProposalView:
    """These are two people. To merge them instead: `POST /v1/patients/{patient_id}/merge`."""
    return await commands.reject_merge(work, proposal_id, form)


@router.post("/merge-proposals/{proposal_id}/withdraw", dependencies=[allow(MERGES_PROPOSE)])
@refuses(AlreadySettled, NotFound)
async def withdraw_merge(work: Transaction, proposal_id: UUID, form: MergeProposalEndForm) -> MergeProposalView:
    """Take back a proposal that was a mistake."""
    return await commands.withdraw_merge(work, proposal_id, form)
