"""A review of results that was recorded wrongly is put right; one that was entered in error is void."""

from uuid import UUID

from chassis.data.rows import Row
from chassis.local_time import local_day
from chassis.work import Work
from contracts.booking.courses import ResultsReviewAmended, ResultsReviewVoided
from services.booking.calendar.domain.appointments import Status
from services.booking.calendar.store.appointments import published_patient
from services.booking.care.commands.corrections import Correcting, review_to_correct
from services.booking.care.commands.to_book import list_what_to_book
from services.booking.care.commands.voids import reopen_appointment
from services.booking.care.domain.corrections import Becomes, CorrectionPolicy, require_open
from services.booking.care.domain.refusals import AlreadyBooked
from services.booking.care.forms.corrections import VoidForm
from services.booking.care.forms.reviews import AmendedResultsForm, VoidedResultsView
from services.booking.care.store.corrections import change_record, keep_earlier_review
from services.booking.care.store.courses import course_of, course_row
from services.booking.care.store.needs import booked_in
from services.booking.care.tables import results_reviews
from services.booking.people.domain.practitioners import performer, require_qualified
from services.booking.people.store.practitioners import practitioners_of


async def amend_review(
    work: Work, review_id: UUID, form: AmendedResultsForm, version: int, policy: CorrectionPolicy
) -> None:
    """Record what the review should have said; what it said stays.

    Raises NotFound, Forbidden, Stale, RecordMerged, RecordVoided, TooLateToCorrect, NoPractitioner, NotQualified.
    """
    this = await review_to_correct(work, review_id, version, policy)
    row = this.row
    practitioner_id = await _practitioner(work, this, form.practitioner_id or row.practitioner_id)
    stated = {
        "practitioner_id": practitioner_id,
        "improvement": form.improvement.value,
        "satisfied": form.satisfied,
        "next_step": form.next_step.value,
        "note": form.note,
    }
    changed = [name for name, value in stated.items() if value != getattr(row, name)]
    await keep_earlier_review(work, row, form.reason)
    await change_record(work, results_reviews, row, **stated, recorded_by=work.actor.subject)
    subject = f"results_review/{review_id}"
    work.audit("results_review.amended", subject, version=version + 1, changed=changed, reason=form.reason)
    work.publish(
        ResultsReviewAmended(
            review_id=review_id,
            review_version=version + 1,
            appointment_id=row.appointment_id,
            course_id=row.course_id,
            patient_id=published_patient(this.appointment),
            clinic_id=row.clinic_id,
            practitioner_before=row.practitioner_id,
            practitioner_id=practitioner_id,
            changed=tuple(changed),
            reviewed_at=row.reviewed_at,
            amended_at=work.now,
        )
    )


async def void_review(
    work: Work, review_id: UUID, form: VoidForm, version: int, policy: CorrectionPolicy
) -> VoidedResultsView:
    """The review did not take place; its record stays readable, and the course waits for its review again.

    Raises NotFound, Forbidden, Stale, RecordMerged, RecordVoided, TooLateToCorrect, WrongCourseState, AlreadyBooked,
    NotItsDay.
    """
    this = await review_to_correct(work, review_id, version, policy)
    row, appointment = this.row, this.appointment
    require_open(course_of(await course_row(work, row.course_id, lock=True)), form.becomes)
    await _require_none_ahead(work, row, form.becomes)
    await keep_earlier_review(work, row, form.reason)
    await change_record(work, results_reviews, row, voided_at=work.now, recorded_by=work.actor.subject)
    subject = f"results_review/{review_id}"
    work.audit("results_review.voided", subject, becomes=form.becomes.value, reason=form.reason)
    work.publish(
        ResultsReviewVoided(
            review_id=review_id,
            review_version=version + 1,
            appointment_id=row.appointment_id,
            course_id=row.course_id,
            patient_id=published_patient(appointment),
            clinic_id=row.clinic_id,
            practitioner_id=row.practitioner_id,
            becomes=form.becomes,
            reviewed_at=row.reviewed_at,
            voided_at=work.now,
        )
    )
    await reopen_appointment(work, this, form.becomes, form.reason)
    await list_what_to_book(work, appointment.patient_id)
    return VoidedResultsView(
        review_id=review_id,
        version=version + 1,
        voided_at=work.now,
        appointment_id=appointment.id,
        appointment_status=Status(form.becomes.value),
    )


async def _practitioner(work: Work, this: Correcting, practitioner_id: UUID) -> UUID:
    """Who looked, as a practitioner of the clinic who was qualified that day."""
    if practitioner_id == this.row.practitioner_id:
        return practitioner_id
    at = this.row.reviewed_at
    found = performer((await practitioners_of(work, [practitioner_id])).get(practitioner_id), this.row.clinic_id, at)
    require_qualified(found, local_day(at, this.zone))
    return practitioner_id


async def _require_none_ahead(work: Work, row: Row, becomes: Becomes) -> None:
    """Raises AlreadyBooked when another review of the course is booked, and this one would be as well."""
    ahead: Row | None = await booked_in(work, row.course_id)
    if becomes is Becomes.BOOKED and ahead is not None:
        raise AlreadyBooked(
            "Another {kind} of the course is booked: cancel that one, or say that this one was missed or cancelled.",
            kind=ahead.kind,
            appointment_id=str(ahead.id),
        )
