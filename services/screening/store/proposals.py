"""Rulings that were proposed and wait for a second clinician."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.rulings import ProposalStatus
from services.screening.tables import ruling_proposals as proposals
from services.screening.tables import screenings


async def insert_proposal(work: Work, decision: Row, ruling: Mapping[str, Any], overrides: Sequence[str]) -> Row:
    """Keep what is proposed about a decision. Answers the new row."""
    statement = insert(proposals).values(
        id=new_id(),
        screening_id=decision.id,
        patient_id=decision.patient_id,
        clinic_id=decision.clinic_id,
        ruling=dict(ruling),
        overrides=list(overrides),
        proposed_by=work.actor.subject,
        proposed_at=work.now,
        status=ProposalStatus.PROPOSED.value,
    )
    return (await work.execute(statement.returning(*proposals.c))).one()


async def find_proposal(work: Work, proposal_id: UUID) -> Row | None:
    """One proposal."""
    return (await work.execute(select(proposals).where(proposals.c.id == proposal_id))).first()


async def proposals_about(work: Work, screening_id: UUID) -> Sequence[Row]:
    """What was proposed about a decision, the newest first."""
    found = select(proposals).where(proposals.c.screening_id == screening_id)
    return (await work.execute(found.order_by(proposals.c.id.desc()))).all()


async def settle_proposal(work: Work, proposal_id: UUID, status: ProposalStatus, reason: str | None = None) -> Row:
    """A clinician has confirmed or rejected it. Answers what it is now."""
    settled = {"settled_by": work.actor.subject, "settled_at": work.now, "settled_reason": reason}
    statement = update(proposals).where(proposals.c.id == proposal_id).values(status=status.value, **settled)
    return (await work.execute(statement.returning(*proposals.c))).one()


async def supersede_proposals(
    work: Work, consult_id: UUID, stage: ScreeningStage, decision_id: UUID | None = None
) -> Sequence[Row]:
    """End what was proposed about decisions of a plan but this one. Answers what was ended."""
    earlier = select(screenings.c.id).where(screenings.c.consult_id == consult_id, screenings.c.stage == stage)
    if decision_id is not None:
        earlier = earlier.where(screenings.c.id != decision_id)
    open_ones = (proposals.c.status == ProposalStatus.PROPOSED.value) & proposals.c.screening_id.in_(earlier)
    ended = {"status": ProposalStatus.SUPERSEDED.value, "settled_at": work.now}
    return (await work.execute(update(proposals).where(open_ones).values(**ended).returning(*proposals.c))).all()
