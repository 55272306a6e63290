"""Somebody at a clinic proposes to merge two records; a medical director merges them, or says why not."""

from uuid import UUID

from sqlalchemy import insert, update

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.booking.people.access import require_going_on, require_patient
from services.booking.people.commands.possible_duplicates import follow_merge, settle_between
from services.booking.people.domain.due_times import DECIDE_MERGE_WITHIN
from services.booking.people.domain.duplicates import PairStatus
from services.booking.people.domain.merges import ProposalStatus, require_two
from services.booking.people.domain.refusals import AlreadyProposed, AlreadySettled
from services.booking.people.forms.merge_proposals import (
    MergeProposalEndForm,
    MergeProposalForm,
    MergeProposalView,
)
from services.booking.people.store.merge_proposals import (
    is_proposed,
    proposal_row,
    reject_proposals,
    settle_proposals,
)
from services.booking.people.store.patients import lock_patient
from services.booking.people.tables import merge_proposals as of
from services.booking.worklist import MERGE_TO_DECIDE, WORKLIST


async def propose_merge(work: Work, patient_id: UUID, form: MergeProposalForm) -> MergeProposalView:
    """The other record may be another clinic's, of which the caller sees nothing.

    Raises NotFound, Forbidden, Invalid, RecordMerged, AlreadyProposed.
    """
    locked = {each: await lock_patient(work, each) for each in sorted({patient_id, form.into})}
    await require_patient(work, locked[patient_id])
    require_two(patient_id, form.into)
    require_going_on(locked[form.into])
    if await is_proposed(work, patient_id, form.into):
        raise AlreadyProposed("It is proposed already to merge these two records: the medical director decides.")
    proposal_id = new_id()
    await work.execute(
        insert(of).values(
            {
                "id": proposal_id,
                "patient_id": patient_id,
                "into": form.into,
                "clinic_id": locked[patient_id].home_clinic_id,
                "reason": form.reason,
                "proposed_by": work.actor.subject,
                "proposed_at": work.now,
                "status": ProposalStatus.PROPOSED.value,
            }
        )
    )
    await list_proposal(work, patient_id, proposal_id, locked[patient_id].home_clinic_id)
    work.access.concerns(form.into, locked[form.into].home_clinic_id)
    return MergeProposalView.model_validate(await proposal_row(work, proposal_id))


async def reject_merge(work: Work, proposal_id: UUID, form: MergeProposalEndForm) -> MergeProposalView:
    """These are two people: nobody has to find that out any longer. Raises NotFound, Forbidden, AlreadySettled."""
    rejected = await _settle(work, proposal_id, ProposalStatus.REJECTED, form.reason)
    await settle_between(work, rejected.patient_id, rejected.into, PairStatus.TWO_PEOPLE, form.reason)
    return rejected


async def withdraw_merge(work: Work, proposal_id: UUID, form: MergeProposalEndForm) -> MergeProposalView:
    """It was proposed by mistake. Raises NotFound, Forbidden, AlreadySettled."""
    return await _settle(work, proposal_id, ProposalStatus.WITHDRAWN, form.reason)


async def _settle(work: Work, proposal_id: UUID, status: ProposalStatus, reason: str) -> MergeProposalView:
    row = await _locked(work, proposal_id)
    if row.status != ProposalStatus.PROPOSED.value:
        raise AlreadySettled("This proposal was settled already: list those that wait.")
    settled = {"settled_by": work.actor.subject, "settled_at": work.now, "settled_because": reason}
    await work.execute(update(of).where(of.c.id == proposal_id).values(status=status.value, **settled))
    await WORKLIST.close(work, MERGE_TO_DECIDE, proposal_id, status.value)
    return MergeProposalView.model_validate(await proposal_row(work, proposal_id))


async def list_proposal(work: Work, patient_id: UUID, proposal_id: UUID, clinic_id: UUID) -> None:
    """A medical director has to decide about a proposal. The patient's row is locked."""
    due_at = work.now + DECIDE_MERGE_WITHIN
    await WORKLIST.open(work, MERGE_TO_DECIDE, proposal_id, clinic_id=clinic_id, patient_id=patient_id, due_at=due_at)


async def settle_by_merge(work: Work, ends: UUID, stays: UUID) -> None:
    """The two records, whose rows are locked, become one: nobody has to decide, or to find out, any longer."""
    await settle_between(work, ends, stays, PairStatus.MERGED, None)
    await follow_merge(work, ends, stays)
    for proposal_id in await settle_proposals(work, ends, stays):
        await WORKLIST.close(work, MERGE_TO_DECIDE, proposal_id, ProposalStatus.MERGED.value)


async def reject_between(work: Work, one: UUID, other: UUID, reason: str) -> None:
    """These two are two people: what proposes to merge them is rejected. Both rows are locked."""
    for proposal_id in await reject_proposals(work, one, other, reason):
        await WORKLIST.close(work, MERGE_TO_DECIDE, proposal_id, ProposalStatus.REJECTED.value)


async def _locked(work: Work, proposal_id: UUID) -> Row:
    """The proposal, its patient's row locked."""
    patient = await lock_patient(work, (await proposal_row(work, proposal_id)).patient_id)
    row = await proposal_row(work, proposal_id)
    work.access.authorize(whose=patient.id, where={patient.home_clinic_id, row.clinic_id})
    return row
