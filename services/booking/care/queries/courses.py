"""Courses: how far they have come, and when their next appointment may be."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from chassis.http import Page, Paging, page
from chassis.local_time import local_day
from chassis.refusals import Refusal
from chassis.work import Work
from services.booking.calendar.domain.appointments import Status
from services.booking.calendar.tables import appointments
from services.booking.care.domain.needs import needs_of
from services.booking.care.forms.courses import CourseView
from services.booking.care.store.clearances import clearances_for
from services.booking.care.store.courses import course_of, course_row
from services.booking.care.tables import courses
from services.booking.people.queries.patients import patient_row
from services.booking.people.store.clinics import zone_of


async def course(work: Work, course_id: UUID) -> CourseView:
    """Raises NotFound, Forbidden."""
    row = await course_row(work, course_id)
    await patient_row(work, row.patient_id)
    return await _view(work, row)


async def list_courses(work: Work, patient_id: UUID, paging: Paging) -> Page[CourseView]:
    """A patient's courses, the newest first. Raises NotFound, Forbidden."""
    await patient_row(work, patient_id)
    statement = select(courses).where(courses.c.patient_id == patient_id)
    rows: Page[Any] = await page(work, statement, [courses.c.id.desc()], paging, lambda row: row)
    return rows.showing([await _view(work, row) for row in rows.items])


async def _view(work: Work, row: Row[Any]) -> CourseView:
    """The course, with what the rules say about its next appointment now."""
    plan = course_of(row)
    today = local_day(work.now, await zone_of(work, row.clinic_id))
    days, hold = None, None
    try:
        clearances = await clearances_for(work, consult_id=row.consult_id)
        days = needs_of(plan.next_kind, plan, clearances, row.last_session_on, today).days
    except Refusal as refusal:
        hold = refusal.detail
    statement = select(appointments.c.id).where(
        appointments.c.course_id == row.id, appointments.c.status == Status.BOOKED.value
    )
    return CourseView(
        **{name: value for name, value in row._mapping.items() if name in CourseView.model_fields},
        completed=plan.performed == plan.sessions,
        next_kind=plan.next_kind,
        next_from=days.first if days else None,
        next_until=days.last if days else None,
        next_appointment_id=(await work.execute(statement)).scalar_one_or_none(),
        hold=hold,
    )
