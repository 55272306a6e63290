"""A second pair of eyes: a ruling that sets a rule aside is proposed, and another clinician confirms or rejects it."""

from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from services.screening.commands.locked import locked
from services.screening.commands.reviews import list_proposal
from services.screening.commands.rulings import case_of, keep_ruling, unclaimed_case_of
from services.screening.domain.refusals import (
    AlreadyProposed,
    ProposalNotFound,
    ProposalSettled,
    RulingRefused,
    SamePerson,
)
from services.screening.domain.rulings import ProposalStatus
from services.screening.forms.rulings import RulingForm
from services.screening.store.proposals import find_proposal, insert_proposal, proposals_about, settle_proposal
from services.screening.worklist import OVERRIDE_TO_CONFIRM, WORKLIST


async def propose(work: Work, decision_id: UUID, form: RulingForm) -> Row:
    """Propose a ruling that sets a rule aside; nothing is decided yet. Answers the proposal.

    Raises what `rule_on` raises, AlreadyProposed, and RulingRefused for a ruling that needs nobody else.
    """
    case = await unclaimed_case_of(work, decision_id)
    codes = case.overridden_by(form)
    if not codes:
        raise RulingRefused("This ruling sets no rule aside: rule on the screening directly.")
    if any(each.status == ProposalStatus.PROPOSED for each in await proposals_about(work, decision_id)):
        raise AlreadyProposed("A ruling on this is proposed already: have it confirmed or rejected first.")
    proposal = await insert_proposal(work, case.decision, form.model_dump(mode="json"), codes)
    await list_proposal(work, proposal)
    work.audit("override proposed", str(decision_id), proposal=str(proposal.id))
    return proposal


async def confirm(work: Work, proposal_id: UUID) -> Row:
    """Agree to an override that somebody else proposed: it becomes their ruling. Answers the new decision.

    Raises ProposalNotFound, ProposalSettled, SamePerson, and what `rule_on` raises about the decision.
    """
    proposal = await _open(work, proposal_id)
    if proposal.proposed_by == work.actor.subject:
        raise SamePerson("You proposed this yourself: another clinician has to confirm it.")
    await WORKLIST.require_free(work, OVERRIDE_TO_CONFIRM, proposal_id)
    case, form = await case_of(work, proposal.screening_id), RulingForm.model_validate(proposal.ruling)
    case.overridden_by(form)  # a day may have passed since it was proposed
    await settle_proposal(work, proposal_id, ProposalStatus.CONFIRMED)
    await WORKLIST.close(work, OVERRIDE_TO_CONFIRM, proposal_id, "confirmed")
    work.audit("override confirmed", str(proposal.screening_id), proposal=str(proposal_id))
    return await keep_ruling(work, case, form, by=proposal.proposed_by)


async def reject(work: Work, proposal_id: UUID, reason: str) -> Row:
    """The override is not made; who proposed it may withdraw it in this way. Answers the proposal.

    Raises ProposalNotFound, ProposalSettled.
    """
    proposal = await _open(work, proposal_id)
    await WORKLIST.close(work, OVERRIDE_TO_CONFIRM, proposal_id, "rejected")
    work.audit("override rejected", str(proposal.screening_id), proposal=str(proposal_id))
    return await settle_proposal(work, proposal_id, ProposalStatus.REJECTED, reason)


async def _open(work: Work, proposal_id: UUID) -> Row:
    """A proposal that is not settled, under its patient's lock."""
    missing = ProposalNotFound("There is no such proposal: look at the review.")
    proposal = await locked(work, find_proposal, proposal_id, missing)
    if proposal.status != ProposalStatus.PROPOSED:
        raise ProposalSettled("This proposal was {status}: look at the review.", status=proposal.status)
    return proposal
