"""What the rows say that an appointment needs: the same for slots that are offered and appointments that are booked."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from chassis.local_time import local_day, spoken
from chassis.refusals import Invalid
from chassis.work import Work
from contracts.vocabulary import AppointmentKind, ScreeningStage
from services.booking.calendar.domain.appointments import Status
from services.booking.calendar.domain.needs import Needs
from services.booking.calendar.tables import appointments
from services.booking.care.domain.clearances import latest, require_cleared
from services.booking.care.domain.needs import needs_of
from services.booking.care.domain.refusals import AlreadyBooked, CourseRequired
from services.booking.care.store.clearances import clearances_for
from services.booking.care.store.courses import course_of, course_row
from services.booking.people.domain.clinics import Place


async def needs_for(
    work: Work, kind: AppointmentKind, place: Place, patient_id: UUID | None, course_id: UUID | None, *, lock: bool
) -> Needs:
    """What the next appointment of this kind needs. Raises CourseRequired, Deferred, Declined and their kin.

    A session without a course is refused with what screening said, for that is why there is none.
    """
    today = local_day(work.now, place.zone)
    if kind is AppointmentKind.CONSULT or course_id is None:
        if kind is AppointmentKind.SESSION and patient_id is not None:
            decided = latest(await clearances_for(work, patient_id=patient_id), ScreeningStage.CONSULT)
            require_cleared(decided, "this patient")
            raise CourseRequired("The patient is cleared and has a course: name it to book its session.")
        return needs_of(kind, None, [], None, today)
    row = await course_row(work, course_id, lock=lock)
    work.actor.require_patient(row.patient_id)
    if patient_id is not None and row.patient_id != patient_id:
        raise Invalid("This course is another patient's: name one of this patient's.")
    return await needs_in_course(work, row, kind, today)


async def needs_in_course(work: Work, row: Row[Any], kind: AppointmentKind, today: date) -> Needs:
    """The same for a course that was loaded. Raises CourseFinished, Deferred, Declined and their kin."""
    clearances = await clearances_for(work, consult_id=row.consult_id)
    return needs_of(kind, course_of(row), clearances, row.last_session_on, today)


async def require_none_ahead(work: Work, needs: Needs, place: Place) -> None:
    """Raises AlreadyBooked when the course's next appointment is in the calendar."""
    ahead = await booked_for(work, needs)
    if ahead is not None:
        raise AlreadyBooked(
            f"The course's next {ahead.kind} is booked for {spoken(ahead.starts_at, place.zone)}: move that one.",
            appointment_id=str(ahead.id),
        )


async def booked_for(work: Work, needs: Needs) -> Row[Any] | None:
    """The course's next appointment, when it is booked."""
    if needs.course_id is None:
        return None
    statement = select(appointments).where(
        appointments.c.course_id == needs.course_id, appointments.c.status == Status.BOOKED.value
    )
    return (await work.execute(statement)).one_or_none()
