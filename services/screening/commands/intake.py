"""Ask a patient for the health declaration."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select

from chassis.ids import new_id
from chassis.work import Work
from contracts.screening.screenings import IntakeRequested
from services.screening.tables import intakes


async def request_intake(work: Work, patient: Row[Any]) -> UUID:
    """Open an intake and publish IntakeRequested, unless one is waiting to be filled in. Answers its id."""
    waiting = await work.connection.scalar(
        select(intakes.c.id).where(intakes.c.patient_id == patient.id, intakes.c.declared_at.is_(None)).limit(1)
    )
    if waiting:
        return UUID(str(waiting))
    intake_id = new_id()
    clinic_id = patient.home_clinic_id
    await work.execute(
        insert(intakes).values(id=intake_id, patient_id=patient.id, clinic_id=clinic_id, requested_at=work.now)
    )
    work.publish(
        IntakeRequested(intake_id=intake_id, patient_id=patient.id, clinic_id=clinic_id, requested_at=work.now)
    )
    return intake_id
