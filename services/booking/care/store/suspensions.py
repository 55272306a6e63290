"""Suspensions of what screening cleared, as screening publishes them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Exists, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.work import Work
from services.booking.care.tables import suspensions


async def keep_suspension(
    work: Work, suspension_id: UUID, patient_id: UUID, clinic_id: UUID, reason: str, suspended_at: datetime
) -> None:
    """A suspension begins. One that is known stays as it is: it may be over."""
    columns = {"patient_id": patient_id, "clinic_id": clinic_id, "reason": reason, "suspended_at": suspended_at}
    await work.execute(insert(suspensions).values(id=suspension_id, **columns).on_conflict_do_nothing())


async def end_suspension(work: Work, suspension_id: UUID, over_at: datetime) -> None:
    """A suspension is over."""
    await work.execute(update(suspensions).where(suspensions.c.id == suspension_id).values(over_at=over_at))


async def was_suspended(work: Work, patient_id: UUID, at: datetime) -> bool:
    """Whether what was cleared for a patient was suspended at a moment in the past (UTC)."""
    of = suspensions.c
    then = (of.patient_id == patient_id) & (of.suspended_at <= at) & (of.over_at.is_(None) | (of.over_at > at))
    return bool(await work.scalar(select(select(of.id).where(then).exists())))


def is_suspended(patient_id: ColumnElement[UUID]) -> Exists:
    """The condition for a suspension to stop what was cleared for a patient, also what is cleared later."""
    running = (suspensions.c.patient_id == patient_id) & suspensions.c.over_at.is_(None)
    return select(suspensions.c.id).where(running).exists()
