"""A consult that was recorded wrongly is put right: the version before stays, and screening decides once more."""

from typing import Any
from uuid import UUID

from sqlalchemy import update

from chassis.data.rows import Row
from chassis.http import require_version
from chassis.local_time import local_day
from chassis.work import Work
from contracts.booking.consults import ConsultAmended
from contracts.booking.courses import CourseStopped
from services.booking.calendar.store.appointments import lock_appointment, published_patient
from services.booking.care.commands.consults import (
    published_findings,
    published_plan,
    require_possible,
    stored_findings,
    stored_plan,
)
from services.booking.care.commands.course_ends import call_off
from services.booking.care.commands.validity import check_patient
from services.booking.care.commands.waitlist_ends import settle_waitlist
from services.booking.care.domain.corrections import require_standing
from services.booking.care.domain.plans import require_untreated
from services.booking.care.forms.consults import AmendedConsultForm, ConsultView
from services.booking.care.store.consults import consult_row, course_of_consult, keep_earlier, sessions_here
from services.booking.care.store.courses import change_course
from services.booking.care.store.follow_ups import end_waiting
from services.booking.care.tables import consults
from services.booking.people.access import require_going_on
from services.booking.people.store.clinics import zone_of
from services.booking.people.store.patients import lock_patient
from services.booking.worklist import REVIEW_DUE, TO_BOOK, WORKLIST

_OF_A_COURSE = ("concern", "area", "modality", "device_model")
"""What a course is planned by. Another depth goes into the course that there is."""


async def amend_consult(work: Work, consult_id: UUID, form: AmendedConsultForm, version: int) -> ConsultView:
    """Record what the consult should have said. A course for another plan ends, and the new plan gets its own.

    Raises NotFound, Forbidden, Stale, RecordMerged, RecordVoided, CourseBegun, and what completing a consult raises of
    its plan.
    """
    appointment = await lock_appointment(work, (await consult_row(work, consult_id)).appointment_id)
    work.access.authorize(whose=appointment.patient_id, where=appointment.clinic_id)
    require_going_on(await lock_patient(work, appointment.patient_id))
    consult = await consult_row(work, consult_id)
    require_version(version, consult.version)
    require_standing(voided=consult.voided_at is not None)
    today = local_day(work.now, await zone_of(work, consult.clinic_id))
    await require_possible(work, form, consult.clinic_id, today)
    await _settle_course(work, consult, form, published_patient(appointment))
    await keep_earlier(work, consult, form.reason)
    said = {"skin_type": form.skin_type, "suitable": form.suitable}
    stored = {**said, "version": version + 1, "findings": stored_findings(form), **stored_plan(form.plan)}
    recorded = {"recorded_by": work.actor.subject}
    await work.execute(update(consults).where(consults.c.id == consult_id).values(**stored, **recorded))
    work.audit("consult.amended", f"consult/{consult_id}", version=version + 1, reason=form.reason)
    work.publish(
        ConsultAmended(
            consult_id=consult_id,
            consult_version=version + 1,
            patient_id=published_patient(appointment),
            clinic_id=consult.clinic_id,
            practitioner_id=consult.practitioner_id,
            plan=published_plan(form.plan),
            findings=published_findings(form),
            amended_at=work.now,
            **said,
        )
    )
    shown = {"version": version + 1, "plan": form.plan, "findings": form.findings}
    return ConsultView.model_validate({**consult._mapping, **said, **shown})


async def _settle_course(work: Work, consult: Row, form: AmendedConsultForm, published: UUID) -> None:
    course = await course_of_consult(work, consult.id)
    if course is None:
        return
    if not _is_another_plan(consult, stored_plan(form.plan)):
        await change_course(work, course.id, depth_mm=form.plan.depth_mm)
        await check_patient(work, course.patient_id)
        return
    require_untreated(await sessions_here(work, course.id))
    await end_plan(work, course, f"The plan was amended: {form.reason}", form.reason, published)


async def end_plan(work: Work, course: Row, why: str, reason: str, published: UUID) -> list[UUID]:
    """A course, whose patient is locked, has no plan any longer: what is booked ahead is called off. Answers that.

    ``why`` is said of what is called off, ``reason`` of the course. ``published`` is the patient in the event.
    """
    called_off = await call_off(work, course, why)
    await end_waiting(work, course.id)
    await WORKLIST.close_any(work, (*TO_BOOK, REVIEW_DUE), course.id, "stopped")
    ended = {"stopped_by": work.actor.subject, "stopped_because": reason, "replaced": True}
    await change_course(work, course.id, stopped_at=course.stopped_at or work.now, **ended)
    await settle_waitlist(work, course.patient_id)
    if course.stopped_at is None:
        work.publish(
            CourseStopped(course_id=course.id, patient_id=published, clinic_id=course.clinic_id, stopped_at=work.now)
        )
    return called_off


def _is_another_plan(consult: Row, plan: dict[str, Any]) -> bool:
    return any(str(getattr(consult, name)) != str(plan[name]) for name in _OF_A_COURSE)
