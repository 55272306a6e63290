"""A session that was entered in error is void: the course, the calendar and everybody who reacted take it back."""

from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from contracts.booking.courses import CourseReopened
from contracts.booking.sessions import SessionVoided
from services.booking.calendar.commands.appointments import cancel_appointment
from services.booking.calendar.domain.appointments import AppointmentKind, AppointmentOrigin, CancelReason, Status
from services.booking.calendar.store.appointments import lock_appointment, published_patient
from services.booking.care.commands.cartridge_uses import Opening, free_cartridges, opened_of, publish_withdrawn
from services.booking.care.commands.corrections import Correcting, session_to_correct
from services.booking.care.commands.session_versions import facts_of, version_recorded
from services.booking.care.commands.validity import check_patient
from services.booking.care.commands.voids import reopen_appointment
from services.booking.care.domain.corrections import CorrectionPolicy, require_last, require_open, stands
from services.booking.care.domain.courses import Course
from services.booking.care.forms.corrections import VoidForm
from services.booking.care.forms.sessions import VoidedSessionView
from services.booking.care.store.corrections import (
    cartridge_rows,
    change_record,
    is_reviewed,
    keep_earlier_session,
)
from services.booking.care.store.courses import change_course, course_of, course_row, settle_last_session
from services.booking.care.store.follow_ups import drop_follow_up, settle_waiting
from services.booking.care.store.needs import booked_in
from services.booking.care.tables import sessions
from services.booking.worklist import SESSION_TO_SIGN, WORKLIST


async def void_session(
    work: Work, session_id: UUID, form: VoidForm, version: int, policy: CorrectionPolicy
) -> VoidedSessionView:
    """The session did not take place; its record stays readable. Sessions are voided from the last one backwards.

    Raises NotFound, Forbidden, Stale, RecordMerged, RecordVoided, TooLateToCorrect, VoidThatFirst, WrongCourseState,
    NotItsDay.
    """
    this = await session_to_correct(work, session_id, version, policy)
    appointment = this.appointment
    course = course_of(await course_row(work, this.row.course_id, lock=True))
    require_last(course, this.row.number, reviewed=await is_reviewed(work, course.course_id, this.row.performed_at))
    require_open(course, form.becomes)
    withdrawn = await _withdraw_follow_up(work, this, course, form)
    await _void(work, this, form)
    await change_course(work, course.course_id, performed=course.performed - 1)
    await settle_last_session(work, course.course_id)
    if course.performed == course.planned:
        work.publish(
            CourseReopened(
                course_id=course.course_id,
                patient_id=published_patient(appointment),
                clinic_id=appointment.clinic_id,
                reopened_at=work.now,
            )
        )
    await reopen_appointment(work, this, form.becomes, form.reason)
    await _settle_course(work, course)
    await check_patient(work, appointment.patient_id)
    return VoidedSessionView(
        session_id=session_id,
        version=version + 1,
        voided_at=work.now,
        appointment_id=appointment.id,
        appointment_status=Status(form.becomes.value),
        withdrawn_appointment_id=withdrawn,
    )


async def _void(work: Work, this: Correcting, form: VoidForm) -> None:
    row, appointment = this.row, this.appointment
    kept = await cartridge_rows(work, row.id)
    said = facts_of(await version_recorded(work, row, kept), overridden=row.override_reason is not None)
    await keep_earlier_session(work, row, kept, form.reason)
    await free_cartridges(work, row.id)
    await change_record(work, sessions, row, voided_at=work.now, recorded_by=work.actor.subject)
    await drop_follow_up(work, row.id)
    await WORKLIST.close(work, SESSION_TO_SIGN, row.id, "voided")
    work.audit("session.voided", f"session/{row.id}", becomes=form.becomes.value, reason=form.reason)
    work.publish(
        SessionVoided(
            session_id=row.id,
            session_version=row.version + 1,
            appointment_id=appointment.id,
            course_id=row.course_id,
            number=row.number,
            patient_id=published_patient(appointment),
            clinic_id=appointment.clinic_id,
            said=said,
            becomes=form.becomes,
            voided_at=work.now,
        )
    )
    publish_withdrawn(work, Opening(appointment, row.id, row.performed_at), opened_of(kept, None), "voided")


async def _withdraw_follow_up(work: Work, this: Correcting, course: Course, form: VoidForm) -> UUID | None:
    """Call off the course's next appointment, unless a person chose it and it still fits what comes next."""
    ahead = await booked_in(work, course.course_id)
    if ahead is None:
        return None
    by_booking = ahead.origin == AppointmentOrigin.FOLLOW_UP.value
    next_kind = AppointmentKind.SESSION  # the voided one is to be done
    if stands(next_kind, AppointmentKind(ahead.kind), form.becomes, chosen_by_booking=by_booking):
        return None
    why = f"The session before it was entered in error: {form.reason}"
    await cancel_appointment(work, await lock_appointment(work, ahead.id), why, CancelReason.CLINIC_ASKED)
    withdrawn: UUID = ahead.id
    return withdrawn


async def _settle_course(work: Work, course: Course) -> None:
    """What a person booked as the course's next appointment is what its last follow-up waits for."""
    ahead: Row | None = await booked_in(work, course.course_id)
    if ahead is not None:
        await settle_waiting(work, course.course_id, ahead.id)
