"""Courses: how far they have come, and when their next appointment may be."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from chassis.data.rows import Row
from chassis.http import Page, Paging, Reader, page
from chassis.local_time import local_day
from chassis.refusals import Refusal
from chassis.work import Work
from contracts.vocabulary import Modality
from services.booking.calendar.domain.appointments import AppointmentKind, Status
from services.booking.calendar.domain.days import DayWindow
from services.booking.calendar.tables import appointments
from services.booking.care.domain.clearances import Clearance
from services.booking.care.domain.consents import Consent
from services.booking.care.domain.courses import protocol_window
from services.booking.care.domain.needs import needs_of
from services.booking.care.forms.course_extensions import ExtensionView, SkippedReviewView
from services.booking.care.forms.courses import CourseView
from services.booking.care.store.clearances import clearances_by_consult
from services.booking.care.store.consents import consents_of
from services.booking.care.store.course_extensions import extensions_of, skips_of
from services.booking.care.store.courses import COURSES, course_of, course_row
from services.booking.care.store.spacing import needlings_of
from services.booking.care.tables import courses
from services.booking.people.domain.clinics import Place
from services.booking.people.queries.patients import patient_row
from services.booking.people.store.clinics import place_of


async def course(work: Work, course_id: UUID, reader: Reader) -> CourseView:
    """Raises NotFound, Forbidden."""
    row = await course_row(work, course_id)
    await patient_row(work, row.patient_id)
    return (await _views(work, [row], reader))[0]


async def list_courses(work: Work, patient_id: UUID, paging: Paging, reader: Reader) -> Page[CourseView]:
    """A patient's courses, the newest first. Raises NotFound, Forbidden."""
    await patient_row(work, patient_id)
    statement = COURSES.where(courses.c.patient_id == patient_id)
    rows: Page[Any] = await page(work, statement, [courses.c.id.desc()], paging, lambda row: row)
    return rows.showing(await _views(work, rows.items, reader))


async def _views(work: Work, rows: Sequence[Row], reader: Reader) -> list[CourseView]:
    """The courses, with what the rules say about their next appointments now."""
    places = {clinic_id: await place_of(work, clinic_id) for clinic_id in {row.clinic_id for row in rows}}
    decided = await clearances_by_consult(work, [row.consult_id for row in rows])
    statement = select(appointments.c.course_id, appointments.c.id).where(
        appointments.c.course_id.in_([row.id for row in rows]), appointments.c.status == Status.BOOKED.value
    )
    statement = statement.order_by(appointments.c.starts_at.desc(), appointments.c.id.desc())
    agreed = {patient_id: await consents_of(work, patient_id) for patient_id in {row.patient_id for row in rows}}
    needlings = {patient_id: await needlings_of(work, patient_id) for patient_id in agreed}
    # Of several the soonest, which comes last, stays.
    ahead = {found.course_id: found.id for found in await work.execute(statement)}
    course_ids = [row.id for row in rows]
    more, skipped = await extensions_of(work, course_ids), await skips_of(work, course_ids)
    return [
        _view(
            work,
            row,
            places[row.clinic_id],
            decided[row.consult_id],
            agreed[row.patient_id],
            needlings[row.patient_id].blocked_for(row.id),
            ahead.get(row.id),
            [ExtensionView.model_validate(each) for each in more if each.course_id == row.id],
            [SkippedReviewView.model_validate(each) for each in skipped if each.course_id == row.id],
            reader,
        )
        for row in rows
    ]


def _view(
    work: Work,
    row: Row,
    place: Place,
    clearances: Sequence[Clearance],
    agreed: Sequence[Consent],
    blocked: tuple[DayWindow, ...],
    next_appointment_id: UUID | None,
    more: list[ExtensionView],
    skipped: list[SkippedReviewView],
    reader: Reader,
) -> CourseView:
    plan = course_of(row)
    today = local_day(work.now, place.zone)
    days, hold = None, None
    try:
        days = needs_of(plan.next_kind, plan, clearances, row.last_session_on, today, place.settings, blocked).days
    except Refusal as refusal:
        hold = reader.words_of(refusal.sentence, refusal.values)
    due = plan.review_due and row.last_session_on is not None and not plan.stopped
    review = protocol_window(plan, row.last_session_on, today, AppointmentKind.REVIEW) if due else DayWindow(None, None)
    return CourseView(
        **{name: value for name, value in row._mapping.items() if name in CourseView.model_fields},
        completed=plan.completed,
        next_kind=plan.next_kind,
        next_from=days.first if days else None,
        next_until=days.last if days else None,
        next_appointment_id=next_appointment_id,
        extensions=more,
        review_due=due,
        review_from=review.first,
        review_until=review.last,
        skipped_reviews=skipped,
        consent_missing=not any(each.covers(Modality(row.modality), row.area, today) for each in agreed),
        hold=hold,
    )
