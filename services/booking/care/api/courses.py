"""Courses are read."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, ReadBy, Transaction, api_router, refuses
from chassis.refusals import NotFound
from services.booking.access import CARE_READ
from services.booking.care.forms.courses import CourseView
from services.booking.care.queries import courses as queries
from services.booking.people.domain.refusals import RecordMerged

router = api_router("courses")


@router.get("/courses", dependencies=[allow(CARE_READ)])
@refuses(NotFound, RecordMerged)
async def list_courses(work: Transaction, patient_id: UUID, paging: PageQuery, reader: ReadBy) -> Page[CourseView]:
    """A patient's courses, the newest first."""
    return await queries.list_courses(work, patient_id, paging, reader)


@router.get("/courses/{course_id}", dependencies=[allow(CARE_READ)])
@refuses(NotFound, RecordMerged)
async def read_course(work: Transaction, course_id: UUID, reader: ReadBy) -> CourseView:
    """A course, and when its next appointment may be."""
    return await queries.course(work, course_id, reader)
