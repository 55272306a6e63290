"""Which clinics look after a patient, as booking says."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.work import Work
from services.screening.tables import care_relationships as of


async def keep_relationship(work: Work, patient_id: UUID, clinic_id: UUID, until: datetime) -> None:
    """Store until when (UTC) a clinic looks after a patient; a later end takes the place of an earlier one."""
    stored = insert(of).values(patient_id=patient_id, clinic_id=clinic_id, until=until)
    later = {"until": stored.excluded.until}
    await work.execute(
        stored.on_conflict_do_update(
            index_elements=["patient_id", "clinic_id"], set_=later, where=of.c.until < stored.excluded.until
        )
    )


async def end_relationship(work: Work, patient_id: UUID, clinic_id: UUID, ended_at: datetime) -> None:
    """The clinic does not look after the patient from then on (UTC)."""
    ended = (of.c.patient_id == patient_id) & (of.c.clinic_id == clinic_id) & (of.c.until > ended_at)
    await work.execute(update(of).where(ended).values(until=ended_at))


async def clinics_of(work: Work, patient: Row) -> set[UUID]:
    """The patient's home clinic, as far as it is known here, and the clinics that they visit at this moment."""
    live = select(of.c.clinic_id).where(of.c.patient_id == patient.id, of.c.until > work.now)
    visited = set((await work.execute(live)).scalars())
    return visited | ({patient.home_clinic_id} if patient.home_clinic_id else set())
