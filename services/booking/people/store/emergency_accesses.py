"""Records that clinicians of other clinics opened in an emergency."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.people.tables import emergency_accesses as of


async def clinics_opened_to(work: Work, patient_id: UUID, subject: str) -> set[UUID]:
    """The clinics at which this person has the patient's record open at this moment."""
    mine = (of.c.patient_id == patient_id) & (of.c.opened_by == subject)
    return set((await work.execute(select(of.c.clinic_id).where(mine, of.c.until > work.now))).scalars())


async def keep_access(work: Work, patient: Row, clinic_id: UUID, reason: str, until: datetime) -> Row:
    """The record is open to the caller until then (UTC). Answers its row."""
    columns = {
        "id": new_id(),
        "patient_id": patient.id,
        "clinic_id": clinic_id,
        "home_clinic_id": patient.home_clinic_id,
        "reason": reason,
        "opened_by": work.actor.subject,
        "practitioner_id": work.access.practitioner,
        "opened_at": work.now,
        "until": until,
    }
    return (await work.execute(insert(of).values(**columns).returning(*of.columns))).one()


async def access_of(work: Work, access_id: UUID) -> Row:
    """One of them. Raises NotFound."""
    row = (await work.execute(select(of).where(of.c.id == access_id))).one_or_none()
    if row is None:
        raise NotFound("There is no such emergency access: list those that wait for a review.")
    return row


async def close_access(work: Work, access: Row, note: str) -> Row:
    """It is reviewed, and ends at the latest now. Answers its row."""
    values = {
        "until": min(access.until, work.now),
        "reviewed_by": work.actor.subject,
        "reviewed_at": work.now,
        "note": note,
    }
    return (await work.execute(update(of).where(of.c.id == access.id).values(**values).returning(*of.columns))).one()
