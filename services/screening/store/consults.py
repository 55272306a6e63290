"""Consults: what practitioners found and plan, and what was decided about it so far."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from chassis.data.rows import Row
from chassis.work import Work
from services.screening.domain.plans import Finding, Plan
from services.screening.tables import consults, screenings

_CURRENT = (
    (screenings.c.consult_id == consults.c.id)
    & (screenings.c.stage == "consult")
    & screenings.c.superseded_by.is_(None)
)

_STANDS = consults.c.voided_at.is_(None)


async def insert_consult(
    work: Work,
    consult_id: UUID,
    *,
    patient_id: UUID,
    published_as: UUID | None,
    clinic_id: UUID,
    skin_type: int,
    suitable: bool,
    plan: Plan,
    findings: Sequence[Finding],
    completed_at: datetime,
) -> None:
    """Keep what the practitioner found and plans."""
    await work.execute(
        insert(consults).values(
            id=consult_id,
            patient_id=patient_id,
            published_as=published_as,
            clinic_id=clinic_id,
            skin_type=skin_type,
            suitable=suitable,
            plan=plan.stored(),
            findings=[finding.stored() for finding in findings],
            completed_at=completed_at,
        )
    )


async def amend_consult(
    work: Work, consult_id: UUID, *, skin_type: int, suitable: bool, plan: Plan, findings: Sequence[Finding]
) -> None:
    """Keep what an amended consult says. What was decided until now keeps the facts that it was decided by."""
    said = {
        "skin_type": skin_type,
        "suitable": suitable,
        "plan": plan.stored(),
        "findings": [finding.stored() for finding in findings],
    }
    await work.execute(update(consults).where(consults.c.id == consult_id).values(**said))


async def void_consult(work: Work, consult_id: UUID, at: datetime) -> Sequence[Row]:
    """A consult was entered in error at a moment (UTC). Answers the decisions about it that counted until now."""
    void = {"voided_at": at}
    await work.execute(update(consults).where(consults.c.id == consult_id).values(**void))
    about = (screenings.c.consult_id == consult_id) & screenings.c.voided_at.is_(None)
    ended = await work.execute(update(screenings).where(about).values(**void).returning(*screenings.columns))
    return [row for row in ended if row.superseded_by is None]


async def consults_of(work: Work, patient_id: UUID) -> Sequence[Row]:
    """A patient's consults that stand, the last that booking published first.

    Each with its current decision, if there is one.
    """
    decided = [screenings.c.outcome, screenings.c.valid_until, screenings.c.rule_set]
    statement = (
        select(consults, screenings.c.id.label("screening_id"), *decided)
        .select_from(consults.outerjoin(screenings, _CURRENT))
        .where(consults.c.patient_id == patient_id, _STANDS)
        .order_by(consults.c.number.desc())
    )
    return (await work.execute(statement)).all()


async def patients_waiting_at(work: Work, clinic_id: UUID) -> Sequence[UUID]:
    """The patients with a consult at a clinic that is not decided yet."""
    waiting = select(consults.c.patient_id).where(consults.c.clinic_id == clinic_id, _STANDS, ~_decided())
    return (await work.execute(waiting.distinct().order_by(consults.c.patient_id))).scalars()


async def patients_waiting(work: Work, after: UUID | None, limit: int) -> Sequence[UUID]:
    """Some of the patients with a consult that is not decided yet, in the order of their ids."""
    waiting = select(consults.c.patient_id).where(_STANDS, ~_decided())
    if after is not None:
        waiting = waiting.where(consults.c.patient_id > after)
    return (await work.execute(waiting.distinct().order_by(consults.c.patient_id).limit(limit))).scalars()


def _decided() -> Any:
    return select(screenings.c.id).where(_CURRENT).exists()


async def waits_for_a_decision(work: Work, patient_id: UUID) -> bool:
    """Whether a consult of a patient is not decided yet."""
    waiting = select(consults.c.id).where(consults.c.patient_id == patient_id, _STANDS, ~_decided()).limit(1)
    return (await work.execute(waiting)).first() is not None


async def is_not_followed(work: Work, declaration: Row) -> bool:
    """Whether the patient's newest consult waits for a decision, or was decided by another declaration than this."""
    newest = select(consults.c.id).where(consults.c.patient_id == declaration.patient_id, _STANDS)
    consult_id = await work.scalar(newest.order_by(consults.c.number.desc()).limit(1))
    if consult_id is None:
        return False
    followed = select(screenings.c.id).where(
        screenings.c.consult_id == consult_id,
        screenings.c.stage == "consult",
        screenings.c.superseded_by.is_(None),
        screenings.c.declaration_id == declaration.id,
    )
    return await work.scalar(followed) is None
