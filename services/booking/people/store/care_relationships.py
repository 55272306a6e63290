"""Which clinics look after a patient for a time, besides the home clinic."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, insert, select, update

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.people.tables import care_relationships as of

_MOST_VISITORS = 1000
"""Visitors of the caller's clinics among whom a search looks."""


async def live_clinics(work: Work, patient_id: UUID) -> set[UUID]:
    """The clinics that the patient visits at this moment."""
    live = select(of.c.clinic_id).where(of.c.patient_id == patient_id, of.c.until > work.now)
    return set((await work.execute(live)).scalars())


async def visitors_of(work: Work, clinic_ids: Collection[UUID]) -> list[UUID]:
    """Patients of other clinics who visit one of these now."""
    live = select(of.c.patient_id).where(of.c.clinic_id.in_(sorted(clinic_ids)), of.c.until > work.now)
    return list((await work.execute(live.distinct().limit(_MOST_VISITORS))).scalars())


async def open_relationship(work: Work, patient_id: UUID, clinic_id: UUID, reason: str, until: datetime) -> Row:
    """A clinic looks after the patient until then (UTC). Answers its row."""
    columns = {
        "id": new_id(),
        "patient_id": patient_id,
        "clinic_id": clinic_id,
        "reason": reason,
        "opened_by": work.actor.subject,
        "opened_at": work.now,
        "until": until,
    }
    return (await work.execute(insert(of).values(**columns).returning(*of.columns))).one()


async def extend_relationship(work: Work, patient_id: UUID, clinic_id: UUID, until: datetime) -> bool:
    """Move the end of what is live to then, if that is later. Answers whether anything is live."""
    live = _live(work, patient_id, clinic_id)
    await work.execute(update(of).where(live, of.c.until < until).values(until=until))
    return (await work.execute(select(of.c.id).where(live).limit(1))).one_or_none() is not None


async def relationship_of(work: Work, patient_id: UUID, relationship_id: UUID) -> Row:
    """One of a patient's. Raises NotFound."""
    row = (await work.execute(select(of).where(of.c.id == relationship_id, of.c.patient_id == patient_id))).first()
    if row is None:
        raise NotFound("This patient has no such visit to another clinic: list them.")
    return row


async def end_relationships(work: Work, patient_id: UUID, clinic_id: UUID, reason: str) -> dict[str, Any]:
    """Whatever is live between a patient and a clinic ends now. Answers the columns that say so."""
    values = {"until": work.now, "ended_by": work.actor.subject, "ended_because": reason}
    await work.execute(update(of).where(_live(work, patient_id, clinic_id)).values(**values))
    return values


async def end_relationship_rows(work: Work, relationship_id: UUID, reason: str) -> bool:
    """One ends now. Answers whether it was live."""
    values = {"until": work.now, "ended_by": work.actor.subject, "ended_because": reason}
    this = (of.c.id == relationship_id) & (of.c.until > work.now)
    return (await work.execute(update(of).where(this).values(**values))).rowcount > 0


def _live(work: Work, patient_id: UUID, clinic_id: UUID) -> ColumnElement[bool]:
    return (of.c.patient_id == patient_id) & (of.c.clinic_id == clinic_id) & (of.c.until > work.now)
