"""The patient is there: what recording a consult and recording a session have in common."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.data.rows import Row
from chassis.local_time import local_day
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.access import CARE_ON_BEHALF, CARE_OVERRIDE
from services.booking.calendar.domain.appointments import AppointmentKind, Status, require_booked, require_its_time
from services.booking.calendar.domain.refusals import WrongStatus
from services.booking.calendar.store.appointments import lock_appointment
from services.booking.care.domain.late_entries import LateEntry, LatePolicy, require_late
from services.booking.care.forms.visits import OnBehalfOfForm, PerformedForm
from services.booking.people.domain.practitioners import Practitioner, performer
from services.booking.people.store.practitioners import practitioners_of


@dataclass(frozen=True)
class Visit:
    """An appointment at which something may be recorded now, its patient's row locked."""

    appointment: Row
    at: datetime
    """When it takes place, or took place (UTC)."""
    today: date
    """The clinic's local day of that moment."""
    performer: Practitioner
    """Whose permissions count."""


async def begin_visit(
    work: Work,
    appointment_id: UUID,
    kind: AppointmentKind,
    form: PerformedForm,
    late: LateEntry | None = None,
    policy: LatePolicy | None = None,
) -> Visit:
    """The appointment, if a ``kind`` may be recorded at it now, or late, and who performed it.

    Raises NotFound, Forbidden, WrongStatus, NotItsDay, NoPractitioner.
    """
    appointment = await lock_appointment(work, appointment_id)
    work.access.authorize(whose=appointment.patient_id, where=appointment.clinic_id)
    if appointment.kind != kind.value:
        raise WrongStatus(f"This appointment is a {appointment.kind}: a {kind.value} is recorded at a {kind.value}.")
    zone = ZoneInfo(appointment.time_zone)
    if late is None:
        require_booked(Status(appointment.status))
        require_its_time(kind, appointment.starts_at, work.now, zone)
    else:
        of = {"whose": appointment.patient_id, "where": appointment.clinic_id}
        bound = None if work.access.may(CARE_OVERRIDE, **of) else policy
        require_late(late, Status(appointment.status), appointment.starts_at, work.now, zone, bound)
    at = work.now if late is None else late.performed_at
    if form.on_behalf_of is None:
        performed_by = performer(await _practitioner(work, work.access.practitioner), appointment.clinic_id, at)
    else:
        performed_by = await _other_performer(work, appointment, form.on_behalf_of)
    return Visit(appointment, at, local_day(at, zone), performed_by)


async def _other_performer(work: Work, appointment: Row, said: OnBehalfOfForm) -> Practitioner:
    """The practitioner for whom the caller records, which is a right of its own and is audited."""
    work.access.authorize(CARE_ON_BEHALF, whose=appointment.patient_id, where=appointment.clinic_id)
    found = await _practitioner(work, said.practitioner_id)
    if found is None or appointment.clinic_id not in found.clinics:
        raise NotFound("There is no such practitioner at this clinic.")
    work.audit(
        f"{appointment.kind}.on_behalf_of",
        f"appointment/{appointment.id}",
        practitioner=str(found.practitioner_id),
        reason=said.reason,
    )
    return found


async def _practitioner(work: Work, practitioner_id: UUID | None) -> Practitioner | None:
    if practitioner_id is None:
        return None
    return (await practitioners_of(work, [practitioner_id])).get(practitioner_id)
