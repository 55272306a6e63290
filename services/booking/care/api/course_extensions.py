"""Courses go on past their protocol: more sessions, maintenance, and reviews that are skipped."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import ReadBy, Transaction, api_router, refuses
from chassis.refusals import Invalid, NotFound
from services.booking.access import CARE_WRITE
from services.booking.care.commands import course_extensions as commands
from services.booking.care.domain.refusals import (
    Declined,
    Deferred,
    NoClearance,
    Suspended,
    UnderReview,
    WrongCourseState,
)
from services.booking.care.forms.course_extensions import ExtensionForm
from services.booking.care.forms.courses import CourseChangeForm, CourseView
from services.booking.care.queries import courses as queries
from services.booking.people.domain.refusals import RecordMerged
from services.booking.settings import maintenance_weeks

router = api_router("courses")


@router.post("/courses/{course_id}/extensions", status_code=201, dependencies=[allow(CARE_WRITE)])
@refuses(Invalid, NotFound, RecordMerged, WrongCourseState, NoClearance, Deferred, Declined, UnderReview, Suspended)
async def extend_course(work: Transaction, course_id: UUID, form: ExtensionForm, reader: ReadBy) -> CourseView:
    """Plan more sessions than the protocol does, or maintenance after the course, with the reason."""
    await commands.extend_course(work, course_id, form, maintenance_weeks())
    return await queries.course(work, course_id, reader)


@router.post("/courses/{course_id}/extensions/{extension_id}/end", dependencies=[allow(CARE_WRITE)])
@refuses(NotFound, RecordMerged, WrongCourseState)
async def end_course_extension(
    work: Transaction, course_id: UUID, extension_id: UUID, form: CourseChangeForm, reader: ReadBy
) -> CourseView:
    """Take back what is left of an extension; what was performed stays."""
    await commands.end_course_extension(work, course_id, extension_id, form)
    return await queries.course(work, course_id, reader)


@router.post("/courses/{course_id}/skipped-reviews", status_code=201, dependencies=[allow(CARE_WRITE)])
@refuses(NotFound, RecordMerged, WrongCourseState)
async def skip_review(work: Transaction, course_id: UUID, form: CourseChangeForm, reader: ReadBy) -> CourseView:
    """The course's next review of results is not to take place; the one after it comes in its turn."""
    await commands.skip_review(work, course_id, form)
    return await queries.course(work, course_id, reader)


@router.post("/courses/{course_id}/skipped-reviews/{skip_id}/withdraw", dependencies=[allow(CARE_WRITE)])
@refuses(NotFound, RecordMerged, WrongCourseState)
async def unskip_review(
    work: Transaction, course_id: UUID, skip_id: UUID, form: CourseChangeForm, reader: ReadBy
) -> CourseView:
    """A review that was skipped is wanted after all; the front desk books it."""
    await commands.unskip_review(work, course_id, skip_id, form)
    return await queries.course(work, course_id, reader)
