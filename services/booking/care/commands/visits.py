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
from services.booking.calendar.commands.attendance import withdraw_counted
from services.booking.calendar.domain.appointments import AppointmentKind, Status, require_booked, require_its_time
from services.booking.calendar.domain.refusals import WrongStatus
from services.booking.calendar.store.appointments import close_appointment, lock_appointment
from services.booking.care.commands.to_book import list_what_to_book
from services.booking.care.domain.late_entries import LateEntry, LatePolicy, require_late
from services.booking.care.forms.visits import OnBehalfOfForm, PerformedForm
from services.booking.care.store.follow_ups import settle_waiting
from services.booking.people.domain.practitioners import Practitioner, performer
from services.booking.people.store.practitioners import practitioners_of
from services.booking.worklist import OF_APPOINTMENT, WORKLIST


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
    late: LateEntry | None
    """Why it is recorded later, or at an appointment that was given up by mistake; None: it is not."""


async def begin_visit(
    work: Work,
    appointment_id: UUID,
    kind: AppointmentKind,
    form: PerformedForm,
    policy: LatePolicy,
) -> Visit:
    """The appointment, if a ``kind`` may be recorded at it now, or late, and who performed it.

    Late it may have been marked as missed, or cancelled, by mistake.

    Raises NotFound, Forbidden, WrongStatus, NotItsDay, NoPractitioner.
    """
    appointment = await lock_appointment(work, appointment_id)
    work.access.authorize(whose=appointment.patient_id, where=appointment.clinic_id)
    if appointment.kind != kind.value:
        raise WrongStatus(f"This appointment is a {appointment.kind}: a {kind.value} is recorded at a {kind.value}.")
    zone = ZoneInfo(appointment.time_zone)
    late = LateEntry(form.late.performed_at, form.late.reason) if form.late else None
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
    return Visit(appointment, at, local_day(at, zone), performed_by, late)


async def close_visit(work: Work, visit: Visit, record_id: UUID) -> None:
    """The appointment took place; ``record_id`` is what was recorded.

    Where it was said to be missed, or was cancelled, that was a mistake: it stays in the record, counts no longer, and
    nothing waits to be booked because of it.
    """
    appointment, late = visit.appointment, visit.late
    given_up = appointment.status != Status.BOOKED.value
    because = late.reason if late and given_up else None
    await close_appointment(work, appointment, record_id, visit.at, because)
    await WORKLIST.close_any(work, OF_APPOINTMENT, appointment.id, "performed")
    if because is None:
        return
    work.audit("appointment.outcome", f"appointment/{appointment.id}", was=appointment.status, reason=because)
    await withdraw_counted(work, appointment, because)
    if appointment.course_id is not None:
        await settle_waiting(work, appointment.course_id, appointment.id)
    await list_what_to_book(work, appointment.patient_id)


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
