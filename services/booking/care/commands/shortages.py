"""The clinic has not the cartridges for a session that is booked, or has them again."""

from datetime import datetime
from uuid import UUID

from chassis.work import Work
from services.booking.calendar.store.appointments import find_appointment, set_short
from services.booking.care.commands.validity import check_patient
from services.booking.people.store.patients import lock_person


async def note_shortage(
    work: Work, appointment_id: UUID, session_at: datetime, since: datetime | None, substitute: str | None = None
) -> None:
    """Check the appointment again. One that has another time now has other cartridges reserved: nothing changes.

    ``substitute`` is the product that is held instead of the one that its device takes.
    """
    appointment = await find_appointment(work, appointment_id)
    if appointment is None:
        return
    patient = await lock_person(work, appointment.patient_id)
    await set_short(work, appointment_id, session_at, since, substitute)
    await check_patient(work, patient.id)
