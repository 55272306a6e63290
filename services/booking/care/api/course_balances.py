"""Courses that were begun elsewhere."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from chassis.refusals import NotFound
from services.booking.access import CARE_READ, CARE_WRITE
from services.booking.calendar.domain.refusals import WrongStatus
from services.booking.care.commands import course_balances as commands
from services.booking.care.domain.refusals import BalanceEnded
from services.booking.care.forms.course_balances import BalanceEndForm, CourseBalanceView
from services.booking.care.queries import course_balances as queries
from services.booking.people.domain.refusals import RecordMerged

router = api_router("courses")


@router.get("/course-balances", dependencies=[allow(CARE_READ)])
@refuses(NotFound, RecordMerged)
async def list_course_balances(work: Transaction, patient_id: UUID, paging: PageQuery) -> Page[CourseBalanceView]:
    """What is left of a patient's courses that were begun elsewhere, the newest first.

    A balance clears nothing: after a consult and its screening a course here goes on with it.
    """
    return await queries.list_balances(work, patient_id, paging)


@router.post("/course-balances/{balance_id}/end", dependencies=[allow(CARE_WRITE)])
@refuses(BalanceEnded, NotFound, RecordMerged, WrongStatus)
async def end_course_balance(work: Transaction, balance_id: UUID, form: BalanceEndForm) -> CourseBalanceView:
    """Say that nothing is left of a balance, or that it was entered in error."""
    return await commands.end_balance(work, balance_id, form)
