"""Everything that screening holds of a patient, deleted; the id stays."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update

from chassis.work import Work
from services.screening.tables import (
    appointments_ahead,
    care_relationships,
    consents,
    consults,
    course_plans,
    declarations,
    emergency_accesses,
    intakes,
    patients,
    reaction_reports,
    reaction_steps,
    review_attachments,
    ruling_proposals,
    screenings,
    suspensions,
    treated_sessions,
)

_TABLES = (
    consents,
    suspensions,
    reaction_steps,
    reaction_reports,
    treated_sessions,
    ruling_proposals,
    review_attachments,
    screenings,
    declarations,
    intakes,
    consults,
    care_relationships,
    emergency_accesses,
    appointments_ahead,
    course_plans,
)
"""As they refer to each other."""


async def erase_rows(work: Work, patient_id: UUID, at: datetime) -> None:
    """Delete declarations, findings and decisions of a patient, whose row is locked. What comes later is not kept."""
    for table in _TABLES:
        await work.execute(delete(table).where(table.c.patient_id == patient_id))
    nobody = {"date_of_birth": None, "home_clinic_id": None, "language": None, "erased_at": at}
    await work.execute(update(patients).where(patients.c.id == patient_id).values(nobody))
