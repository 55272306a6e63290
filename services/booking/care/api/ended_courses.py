"""/figures/courses: how courses ended, and which."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.figures import DaysQuery, FiguresView
from chassis.http import Page, PageQuery, Transaction, api_router
from services.booking.access import FIGURES_READ
from services.booking.care.forms.ended_courses import CourseEnd, EndedCoursesView, EndedCourseView
from services.booking.care.queries import ended_courses as queries

router = api_router("figures")


@router.get("/figures/courses", dependencies=[allow(FIGURES_READ)])
async def read_ended_courses(
    work: Transaction, days: DaysQuery, clinic_id: UUID | None = None
) -> FiguresView[EndedCoursesView]:
    """Of the courses that ended in the days, how many were completed; the others were stopped, or lapsed.

    A course counts on the local day on which it ended, so that one that goes on counts nowhere. One that lapsed and
    goes on after all counts no longer, and neither does one whose plan was amended: another one took its place.
    """
    return await queries.ended_courses_of(work, days, clinic_id)


@router.get("/figures/courses/ended", dependencies=[allow(FIGURES_READ)])
async def list_ended_courses(
    work: Transaction,
    paging: PageQuery,
    days: DaysQuery,
    clinic_id: UUID | None = None,
    how: CourseEnd | None = None,
) -> Page[EndedCourseView]:
    """The courses behind the figure, each with how it ended and why it was stopped; the last to end come first."""
    return await queries.list_ended_courses(work, paging, days, clinic_id=clinic_id, how=how)
