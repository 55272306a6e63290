"""Courses are read."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, ReadBy, Transaction, api_router, refuses
from chassis.refusals import NotFound
from services.booking.access import CARE_READ, CARE_WRITE
from services.booking.calendar.domain.refusals import WrongStatus
from services.booking.care.commands import course_ends as commands
from services.booking.care.domain.refusals import WrongCourseState
from services.booking.care.forms.courses import CourseChangeForm, CourseEndView, CourseView
from services.booking.care.queries import courses as queries
from services.booking.people.domain.refusals import RecordMerged

router = api_router("courses")


@router.get("/courses", dependencies=[allow(CARE_READ)])
@refuses(NotFound, RecordMerged)
async def list_courses(work: Transaction, patient_id: UUID, paging: PageQuery, reader: ReadBy) -> Page[CourseView]:
    """A patient's courses, the newest first."""
    return await queries.list_courses(work, patient_id, paging, reader)


@router.post("/courses/{course_id}/stop", dependencies=[allow(CARE_WRITE)])
@refuses(NotFound, RecordMerged, WrongCourseState, WrongStatus)
async def stop_course(work: Transaction, course_id: UUID, form: CourseChangeForm) -> CourseEndView:
    """End a course before its last session: what is booked ahead is called off, and nothing more can be booked."""
    return await commands.stop_course(work, course_id, form)


@router.post("/courses/{course_id}/resume", dependencies=[allow(CARE_WRITE)])
@refuses(NotFound, RecordMerged, WrongCourseState)
async def resume_course(work: Transaction, course_id: UUID, form: CourseChangeForm) -> CourseEndView:
    """Take back that a course was stopped; its next appointment is for the front desk to book."""
    return await commands.resume_course(work, course_id, form)


@router.get("/courses/{course_id}", dependencies=[allow(CARE_READ)])
@refuses(NotFound, RecordMerged)
async def read_course(work: Transaction, course_id: UUID, reader: ReadBy) -> CourseView:
    """A course, and when its next appointment may be."""
    return await queries.course(work, course_id, reader)
