"""Everything that screening holds of a patient, deleted; the id stays."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update

from chassis.work import Work
from services.screening.tables import metadata, patients, worklist_items

_TABLES = tuple(
    table
    for table in reversed(metadata.sorted_tables)  # what refers to others goes before them
    if "patient_id" in table.c and table is not worklist_items  # those are closed, which is published
)


async def erase_rows(work: Work, patient_id: UUID, at: datetime) -> None:
    """Delete declarations, findings and decisions of a patient, whose row is locked. What comes later is not kept."""
    for table in _TABLES:
        await work.execute(delete(table).where(table.c.patient_id == patient_id))
    nobody = {"date_of_birth": None, "home_clinic_id": None, "language": None, "erased_at": at}
    await work.execute(update(patients).where(patients.c.id == patient_id).values(nobody))
