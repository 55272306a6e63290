"""What screening decided about a patient."""

from uuid import UUID

from sqlalchemy import select

from chassis.work import Work
from services.booking.care.forms.clearances import ClearanceView, PatientClearanceView
from services.booking.care.tables import clearances
from services.booking.people.queries.patients import patient_row


async def clearance(work: Work, patient_id: UUID) -> PatientClearanceView:
    """Every decision about a patient, the newest first. Raises NotFound, Forbidden."""
    await patient_row(work, patient_id)
    statement = (
        select(clearances)
        .where(clearances.c.patient_id == patient_id)
        .order_by(clearances.c.decided_at.desc(), clearances.c.heard.desc())
    )
    rows = await work.execute(statement)
    return PatientClearanceView(items=[ClearanceView.model_validate(row, from_attributes=True) for row in rows])
