"""Consents to the processing of personal data. What was agreed to is never changed; that it ended is added."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, insert, select, update

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.people.tables import processing_consents as of


async def keep_consent(work: Work, patient_id: UUID, wording: str) -> Row:
    """The patient agrees now to this version of the wording. Answers its row."""
    columns = {
        "id": new_id(),
        "patient_id": patient_id,
        "wording": wording,
        "agreed_at": work.now,
        "recorded_by": work.actor.subject,
    }
    return (await work.execute(insert(of).values(**columns).returning(*of.columns))).one()


async def consent_row(work: Work, consent_id: UUID) -> Row:
    """One consent, whatever has become of it. Raises NotFound."""
    row = (await work.execute(select(of).where(of.c.id == consent_id))).one_or_none()
    if row is None:
        raise NotFound("There is no such consent.")
    return row


async def standing_consents(work: Work, patient_id: UUID) -> list[Row]:
    """What a patient, whose row is locked, agrees to now; the oldest first."""
    standing = select(of).where(of.c.patient_id == patient_id, of.c.withdrawn_at.is_(None))
    return list((await work.execute(standing.order_by(of.c.id))).all())


def waits_for_decision() -> ColumnElement[bool]:
    """It was withdrawn, nobody said what is kept without it, and its patient agrees to nothing else."""
    again = of.alias("again")
    agrees = select(again.c.id).where(again.c.patient_id == of.c.patient_id, again.c.withdrawn_at.is_(None))
    return of.c.withdrawn_at.is_not(None) & of.c.settled_at.is_(None) & ~agrees.exists()


async def waiting_consents(work: Work, patient_id: UUID) -> list[Row]:
    """Of a locked patient, what a medical director has to decide about; the oldest first."""
    waiting = select(of).where(of.c.patient_id == patient_id, waits_for_decision())
    return list((await work.execute(waiting.order_by(of.c.id))).all())


async def change_consent(work: Work, consent_id: UUID, **columns: Any) -> Row:
    """Add that a consent ended, or what follows from that. Answers its row."""
    changed = update(of).where(of.c.id == consent_id).values(**columns)
    return (await work.execute(changed.returning(*of.columns))).one()
