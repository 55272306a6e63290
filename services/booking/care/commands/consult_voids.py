"""A consult that was entered in error is void: its plan ends, and everybody who reacted to it takes that back."""

from uuid import UUID

from chassis.work import Work
from contracts.booking.consults import ConsultVoided
from services.booking.calendar.domain.appointments import Status
from services.booking.calendar.store.appointments import published_patient
from services.booking.care.commands.consult_amendments import end_plan
from services.booking.care.commands.corrections import Correcting, consult_to_correct
from services.booking.care.commands.to_book import list_what_to_book, plan_waits_no_longer
from services.booking.care.commands.validity import check_patient
from services.booking.care.commands.voids import reopen_appointment
from services.booking.care.domain.corrections import CorrectionPolicy, require_unused
from services.booking.care.forms.consults import VoidedConsultView
from services.booking.care.forms.corrections import VoidForm
from services.booking.care.store.consults import course_of_consult, keep_earlier, sessions_here
from services.booking.care.store.corrections import change_record
from services.booking.care.store.photos import shown_at_consult
from services.booking.care.tables import consults


async def void_consult(
    work: Work, consult_id: UUID, form: VoidForm, version: int, policy: CorrectionPolicy
) -> VoidedConsultView:
    """Nothing of the kind took place with this patient; the record stays readable. A balance is as it was before.

    Raises NotFound, Forbidden, Stale, RecordMerged, RecordVoided, TooLateToCorrect, VoidThatFirst, NotItsDay.
    """
    this = await consult_to_correct(work, consult_id, version, policy)
    appointment = this.appointment
    published = published_patient(appointment)
    course = await course_of_consult(work, consult_id)
    called_off = []
    if course is not None:
        require_unused(await sessions_here(work, course.id))
        why = f"The consult was entered in error: {form.reason}"
        called_off = await end_plan(work, course, why, why, published)
    await _void(work, this, form)
    await plan_waits_no_longer(work, consult_id, "voided")
    await reopen_appointment(work, this, form.becomes, form.reason)
    await list_what_to_book(work, appointment.patient_id)
    await check_patient(work, appointment.patient_id)
    return VoidedConsultView(
        consult_id=consult_id,
        version=version + 1,
        voided_at=work.now,
        appointment_id=appointment.id,
        appointment_status=Status(form.becomes.value),
        stopped_course_id=course.id if course is not None else None,
        called_off_appointment_ids=called_off,
        photo_ids=await shown_at_consult(work, consult_id),
    )


async def _void(work: Work, this: Correcting, form: VoidForm) -> None:
    row, appointment = this.row, this.appointment
    await keep_earlier(work, row, form.reason)
    await change_record(work, consults, row, voided_at=work.now, recorded_by=work.actor.subject)
    work.audit("consult.voided", f"consult/{row.id}", becomes=form.becomes.value, reason=form.reason)
    work.publish(
        ConsultVoided(
            consult_id=row.id,
            consult_version=row.version + 1,
            appointment_id=appointment.id,
            patient_id=published_patient(appointment),
            clinic_id=appointment.clinic_id,
            voided_at=work.now,
        )
    )
