"""The patient is there: what recording a consult and recording a session have in common."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.data.rows import Row
from chassis.local_time import local_day
from chassis.work import Work
from services.booking.calendar.domain.appointments import AppointmentKind, Status, require_booked, require_its_time
from services.booking.calendar.domain.refusals import WrongStatus
from services.booking.calendar.store.appointments import lock_appointment
from services.booking.people.domain.practitioners import Practitioner
from services.booking.people.store.practitioners import practitioners_of


@dataclass(frozen=True)
class Visit:
    """An appointment at which something may be recorded now, its patient's row locked."""

    appointment: Row
    today: date
    """The clinic's local day."""
    performer: Practitioner
    """Whose permissions count."""


async def begin_visit(work: Work, appointment_id: UUID, kind: AppointmentKind) -> Visit:
    """The appointment, if a ``kind`` may be recorded at it now. Raises NotFound, Forbidden, WrongStatus, NotItsDay."""
    appointment = await lock_appointment(work, appointment_id)
    work.access.authorize(whose=appointment.patient_id, where=appointment.clinic_id)
    if appointment.kind != kind.value:
        raise WrongStatus(f"This appointment is a {appointment.kind}: a {kind.value} is recorded at a {kind.value}.")
    require_booked(Status(appointment.status))
    zone = ZoneInfo(appointment.time_zone)
    require_its_time(kind, appointment.starts_at, work.now, zone)
    return Visit(appointment, local_day(work.now, zone), await _performer(work, appointment))


async def _performer(work: Work, appointment: Row) -> Practitioner:
    """Who is signed in, when that is a practitioner of the clinic; else the one who was booked.

    A colleague who stands in signs in as themselves. A subject that is not a practitioner of this clinic, such as a
    medical director, records for the one who was booked; `recorded_by` keeps who it was.
    """
    try:
        signed_in = UUID(work.actor.subject)
    except ValueError:
        signed_in = appointment.practitioner_id
    known = await practitioners_of(work, {signed_in, appointment.practitioner_id})
    present = known.get(signed_in)
    if present is not None and present.clinic_id == appointment.clinic_id:
        return present
    return known[appointment.practitioner_id]
