"""Balances of courses that were begun elsewhere."""

from uuid import UUID

from sqlalchemy import select

from chassis.http import Page, Paging, page
from chassis.work import Work
from services.booking.care.forms.course_balances import CourseBalanceView
from services.booking.care.tables import course_balances
from services.booking.people.queries.patients import patient_row


async def list_balances(work: Work, patient_id: UUID, paging: Paging) -> Page[CourseBalanceView]:
    """A patient's, the newest first. Raises NotFound, Forbidden."""
    await patient_row(work, patient_id)
    statement = select(course_balances).where(course_balances.c.patient_id == patient_id)
    return await page(work, statement, [course_balances.c.id.desc()], paging, CourseBalanceView.model_validate)
