"""A course is stopped before its last session, with a reason, and goes on when that was a mistake or is over."""

from datetime import datetime
from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from contracts.booking.courses import CourseResumed, CourseStopped
from services.booking.calendar.commands.appointments import cancel_appointment
from services.booking.calendar.domain.appointments import CancelReason
from services.booking.calendar.store.appointments import lock_appointment
from services.booking.care.commands.to_book import list_what_to_book
from services.booking.care.commands.waitlist_ends import resume_waiting, settle_waitlist
from services.booking.care.domain.courses import require_going, require_present, require_stopped
from services.booking.care.domain.waitlist import EntryEnd
from services.booking.care.forms.courses import CourseChangeForm, CourseEndView
from services.booking.care.store.consults import consult_row
from services.booking.care.store.courses import change_course, course_of, course_row
from services.booking.care.store.follow_ups import end_waiting, wait_again
from services.booking.care.store.needs import all_booked_in
from services.booking.people.access import require_going_on
from services.booking.people.store.patients import lock_patient
from services.booking.worklist import REVIEW_DUE, TO_BOOK, WORKLIST


async def stop_course(work: Work, course_id: UUID, form: CourseChangeForm) -> CourseEndView:
    """Nothing more is booked in the course; what is booked ahead is called off. What was done stays.

    Raises NotFound, Forbidden, WrongCourseState, RecordMerged.
    """
    row = await locked_course(work, course_id)
    require_going(course_of(row))
    called_off = await call_off(work, row, f"The course was stopped: {form.reason}")
    await end_waiting(work, course_id)
    await WORKLIST.close_any(work, (*TO_BOOK, REVIEW_DUE), course_id, "stopped")
    stopped = {"stopped_at": work.now, "stopped_by": work.actor.subject, "stopped_because": form.reason}
    await change_course(work, course_id, **stopped)
    await settle_waitlist(work, row.patient_id)
    work.audit("course.stopped", f"course/{course_id}", reason=form.reason)
    work.publish(
        CourseStopped(course_id=course_id, patient_id=row.patient_id, clinic_id=row.clinic_id, stopped_at=work.now)
    )
    return _view(row, work.now, called_off)


async def resume_course(work: Work, course_id: UUID, form: CourseChangeForm) -> CourseEndView:
    """The course goes on; its next appointment waits for the front desk. Raises as `stop_course` does."""
    row = await locked_course(work, course_id)
    require_stopped(course_of(row))
    consult = await consult_row(work, row.consult_id)
    require_present(replaced=row.replaced, voided=consult.voided_at is not None)
    await change_course(work, course_id, stopped_at=None, stopped_by=None, stopped_because=None)
    await wait_again(work, course_id, "The course goes on after it was stopped.")
    await resume_waiting(work, row.patient_id, EntryEnd.COURSE_OVER, course_id=course_id)
    await list_what_to_book(work, row.patient_id)
    work.audit("course.resumed", f"course/{course_id}", reason=form.reason)
    work.publish(
        CourseResumed(course_id=course_id, patient_id=row.patient_id, clinic_id=row.clinic_id, resumed_at=work.now)
    )
    return _view(row, None, [])


async def locked_course(work: Work, course_id: UUID) -> Row:
    """The course with its patient's row locked first, as every other command does."""
    patient = await lock_patient(work, (await course_row(work, course_id)).patient_id)
    row = await course_row(work, course_id, lock=True)
    work.access.authorize(whose=row.patient_id, where={patient.home_clinic_id, row.clinic_id})
    require_going_on(patient)
    return row


async def call_off(work: Work, course: Row, why: str) -> list[UUID]:
    """Cancel the course's appointments that lie ahead; what has begun or passed is for the desk to close."""
    ahead = [each.id for each in await all_booked_in(work, course.id) if each.starts_at > work.now]
    for each in ahead:
        await cancel_appointment(work, await lock_appointment(work, each), why, CancelReason.COURSE_STOPPED)
    return ahead


def _view(row: Row, stopped_at: datetime | None, called_off: list[UUID]) -> CourseEndView:
    return CourseEndView(
        course_id=row.id,
        patient_id=row.patient_id,
        stopped_at=stopped_at,
        called_off_appointment_id=next(iter(called_off), None),
        called_off_appointment_ids=called_off,
    )
