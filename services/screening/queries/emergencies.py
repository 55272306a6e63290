"""Another clinic's patient, whom a clinician opened in an emergency: they read what was decided, and why."""

from uuid import UUID

from chassis.work import Work
from services.screening.access import SCREENINGS_EXPLAIN
from services.screening.store.emergency_accesses import clinics_opened_to


async def opened_at(work: Work, patient_id: UUID | None) -> set[UUID]:
    """The clinics at which the caller has opened this patient's whole record in an emergency that has not ended."""
    if patient_id is None or work.access.everywhere or not work.access.has(SCREENINGS_EXPLAIN):
        return set()
    return await clinics_opened_to(work, patient_id, work.actor.subject)
