"""A review of results takes place: what was found closes the appointment, and the follow-up that waited for it."""

from typing import Any
from uuid import UUID

from sqlalchemy import insert

from chassis.data.statements import Prepared
from chassis.ids import new_id
from chassis.work import Work
from contracts.booking.courses import ResultsReviewed
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.store.appointments import published_patient
from services.booking.care.commands.follow_ups import HOLD_REVIEW
from services.booking.care.commands.visits import begin_visit, close_visit
from services.booking.care.domain.late_entries import LatePolicy
from services.booking.care.forms.reviews import ResultsForm, ResultsView
from services.booking.care.store.follow_ups import settle_waiting
from services.booking.care.tables import results_reviews
from services.booking.people.domain.practitioners import require_qualified

_INSERT = Prepared(insert(results_reviews))


async def review_results(work: Work, appointment_id: UUID, form: ResultsForm, policy: LatePolicy) -> ResultsView:
    """Record what was found. It may be written up on a later day, as a consult may.

    Raises NotFound, Forbidden, WrongStatus, NotItsDay, NoPractitioner, NotQualified.
    """
    visit = await begin_visit(work, appointment_id, AppointmentKind.REVIEW, form, policy)
    require_qualified(visit.performer, visit.today)
    appointment = visit.appointment
    columns: dict[str, Any] = {
        "id": new_id(),
        "appointment_id": appointment_id,
        "course_id": appointment.course_id,
        "patient_id": appointment.patient_id,
        "clinic_id": appointment.clinic_id,
        "practitioner_id": visit.performer.practitioner_id,
        "improvement": form.improvement.value,
        "satisfied": form.satisfied,
        "next_step": form.next_step.value,
        "note": form.note,
        "recorded_by": work.actor.subject,
        "reviewed_at": visit.at,
    }
    await work.execute(_INSERT, columns)
    await close_visit(work, visit, columns["id"])
    await settle_waiting(work, appointment.course_id, appointment_id)
    await work.set_timer(HOLD_REVIEW, str(appointment.course_id), work.now, {})
    work.publish(
        ResultsReviewed(
            review_id=columns["id"],
            appointment_id=appointment_id,
            course_id=appointment.course_id,
            patient_id=published_patient(appointment),
            clinic_id=appointment.clinic_id,
            practitioner_id=visit.performer.practitioner_id,
            reviewed_at=visit.at,
        )
    )
    return ResultsView.model_validate({**columns, "practitioner_name": visit.performer.name})
