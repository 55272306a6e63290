"""An appointment is over, and nobody recorded, missed or cancelled it: somebody says what came of it the same day."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.work import Work
from services.booking.calendar.commands.calls import item_of
from services.booking.calendar.domain.due_times import GRACE, end_of_day
from services.booking.calendar.store.appointments import booked_of, change_appointment, next_to_end, patients_not_closed
from services.booking.people.store.patients import lock_person
from services.booking.worklist import APPOINTMENT_NOT_CLOSED, APPOINTMENT_NOT_VALID, CALL_PATIENT, WORKLIST

NOT_CLOSED = "appointments-not-closed"
"""The timer that looks for them; there is one, and it sets itself again."""
SOONEST, LATEST = timedelta(hours=1), timedelta(hours=6)
"""Until it looks again: when the next appointment is over, yet not sooner and not later. What is booked meanwhile for
earlier than that is listed so much later, which a chain that has no appointment for hours does not notice."""
PIECE = 50
"""How many patients' appointments are listed in one transaction."""


async def list_not_closed(work: Work) -> None:
    """List what has been over for a while, and look again when the next one is, or at once when there are more.

    Patients are locked in the order of their ids.
    """
    patients = await patients_not_closed(work, work.now - GRACE, PIECE)
    for patient_id in dict.fromkeys([(await lock_person(work, each)).id for each in patients]):
        await _list_of(work, patient_id)
    await work.set_timer(NOT_CLOSED, "", work.now if len(patients) == PIECE else await _next_look(work))


async def _next_look(work: Work) -> datetime:
    ends = await next_to_end(work)
    over = ends + GRACE if ends else work.now + LATEST
    return min(max(over, work.now + SOONEST), work.now + LATEST)


async def _list_of(work: Work, patient_id: UUID) -> None:
    for appointment in await booked_of(work, patient_id):
        if appointment.ends_at >= work.now - GRACE or appointment.not_closed_since is not None:
            continue
        await change_appointment(work, appointment, not_closed_since=work.now)
        due_at = end_of_day(appointment.ends_at, ZoneInfo(appointment.time_zone))
        await WORKLIST.open(work, APPOINTMENT_NOT_CLOSED, appointment.id, **item_of(appointment), due_at=due_at)
        await WORKLIST.close_any(work, (APPOINTMENT_NOT_VALID, CALL_PATIENT), appointment.id, "over")
