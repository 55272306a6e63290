"""When appointments are, and where their patients are: a projection of booking's events. It holds no name."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.work import Work
from services.console.tables import appointments


async def keep_appointment(work: Work, appointment_id: UUID, **values: Any) -> None:
    """Store an appointment as it is from now on."""
    statement = insert(appointments).values(id=appointment_id, **values)
    await work.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


async def change_appointment(work: Work, appointment_id: UUID, **values: Any) -> None:
    """Change what is stored; nothing where it is not, as of a patient who is erased."""
    await work.execute(update(appointments).where(appointments.c.id == appointment_id).values(**values))


async def start_of(work: Work, appointment_id: UUID) -> datetime | None:
    """When an appointment begins; None where it is not stored."""
    start = select(appointments.c.starts_at).where(appointments.c.id == appointment_id)
    found: datetime | None = await work.scalar(start)
    return found


async def give_appointments(work: Work, patient_id: UUID, goes_on_as: UUID) -> None:
    """They belong to the record that goes on."""
    theirs = appointments.c.patient_id == patient_id
    await work.execute(update(appointments).where(theirs).values(patient_id=goes_on_as))


async def delete_appointments(work: Work, patient_id: UUID) -> None:
    """Nothing of a patient stays."""
    await work.execute(delete(appointments).where(appointments.c.patient_id == patient_id))
