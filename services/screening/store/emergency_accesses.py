"""Records that clinicians of other clinics opened in an emergency, as booking says."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.work import Work
from services.screening.tables import emergency_accesses as of


async def keep_access(
    work: Work, access_id: UUID, *, patient_id: UUID, clinic_id: UUID, opened_by: str, until: datetime
) -> None:
    """The record is open to this person until then (UTC)."""
    columns = {
        "id": access_id,
        "patient_id": patient_id,
        "clinic_id": clinic_id,
        "opened_by": opened_by,
        "until": until,
    }
    await work.execute(insert(of).values(**columns).on_conflict_do_nothing())


async def end_access(work: Work, access_id: UUID, at: datetime) -> None:
    """It ends at the latest then (UTC)."""
    await work.execute(update(of).where(of.c.id == access_id, of.c.until > at).values(until=at))


async def clinics_opened_to(work: Work, patient_id: UUID, subject: str) -> set[UUID]:
    """The clinics at which this person has the patient's record open at this moment."""
    mine = (of.c.patient_id == patient_id) & (of.c.opened_by == subject)
    return set((await work.execute(select(of.c.clinic_id).where(mine, of.c.until > work.now))).scalars())
