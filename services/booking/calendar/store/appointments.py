"""Appointments, locked and changed."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update

from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.calendar.domain.appointments import Status
from services.booking.calendar.tables import appointments
from services.booking.people.store.locks import NO_KEY
from services.booking.people.tables import patients


async def lock_appointment(work: Work, appointment_id: UUID) -> Row[Any]:
    """An appointment, its patient's row held: an appointment changes only under that lock. Raises NotFound."""
    holder = (
        select(patients.c.id)
        .join(appointments, appointments.c.patient_id == patients.c.id)
        .where(appointments.c.id == appointment_id)
        .with_for_update(of=patients, **NO_KEY)
    )
    await work.execute(holder)
    row = (await work.execute(select(appointments).where(appointments.c.id == appointment_id))).one_or_none()
    if row is None:
        raise NotFound("There is no such appointment.")
    return row


async def change_appointment(work: Work, appointment: Row[Any], **values: Any) -> None:
    """Change columns of a locked appointment; its version goes up by one."""
    statement = update(appointments).where(appointments.c.id == appointment.id)
    await work.execute(statement.values(version=appointment.version + 1, **values))


async def close_appointment(work: Work, appointment: Row[Any], record_id: UUID) -> None:
    """The appointment took place: ``record_id`` is the consult or session that was recorded at it."""
    await change_appointment(work, appointment, status=Status.PERFORMED.value, record_id=record_id)
