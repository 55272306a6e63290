"""A clinician wants more sessions than the protocol plans, maintenance after it, or no further review."""

from typing import Any
from uuid import UUID

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from contracts.booking.courses import CourseCompleted, CourseReopened
from contracts.vocabulary import ScreeningStage
from services.booking.calendar.commands.checks import check_reviews
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.care.commands.course_ends import locked_course
from services.booking.care.commands.follow_ups import HOLD_REVIEW
from services.booking.care.commands.to_book import list_what_to_book
from services.booking.care.domain.clearances import THIS_PLAN, latest, require_cleared
from services.booking.care.domain.courses import Course, require_going
from services.booking.care.domain.extensions import ExtensionKind, Weeks, extended, interval_of, shortened
from services.booking.care.domain.refusals import WrongCourseState
from services.booking.care.forms.course_extensions import ExtensionForm
from services.booking.care.forms.courses import CourseChangeForm
from services.booking.care.store.clearances import clearances_for
from services.booking.care.store.course_extensions import (
    end_extension,
    extension_of,
    keep_extension,
    keep_skip,
    skip_of,
    withdraw_skip,
)
from services.booking.care.store.courses import change_course, course_of
from services.booking.care.store.follow_ups import end_waiting
from services.booking.care.store.needs import all_booked_in


async def extend_course(work: Work, course_id: UUID, form: ExtensionForm, default: Weeks | None) -> None:
    """Plan more sessions, or maintenance after the course. Each is a session as any other is.

    Raises NotFound, Forbidden, RecordMerged, WrongCourseState, Invalid, NoClearance and its subclasses.
    """
    row = await locked_course(work, course_id)
    course = course_of(row)
    require_cleared(latest(await clearances_for(work, consult_id=row.consult_id), ScreeningStage.CONSULT), THIS_PLAN)
    weeks = interval_of(course, form.kind, form.weeks, default)
    after = extended(course, form.kind, form.sessions, weeks)
    extension_id = new_id()
    await keep_extension(
        work,
        id=extension_id,
        **_of(row),
        kind=form.kind.value,
        sessions=form.sessions,
        weeks_min=weeks[0] if weeks else None,
        weeks_max=weeks[1] if weeks else None,
        reason=form.reason,
        extended_by=work.actor.subject,
        extended_at=work.now,
    )
    work.audit(
        "course.extended",
        f"course/{course_id}",
        extension=str(extension_id),
        kind=form.kind.value,
        sessions=form.sessions,
        reason=form.reason,
    )
    await _change(work, row, course, after)


async def end_course_extension(work: Work, course_id: UUID, extension_id: UUID, form: CourseChangeForm) -> None:
    """Take back what is left of an extension. What was performed stays, what is booked is to be cancelled before.

    Raises NotFound, Forbidden, RecordMerged, WrongCourseState.
    """
    row = await locked_course(work, course_id)
    extension = await extension_of(work, course_id, extension_id)
    if extension.ended_at is not None:
        raise WrongCourseState("This extension has ended already.")
    booked = sum(each.kind == AppointmentKind.SESSION.value for each in await all_booked_in(work, course_id))
    course = course_of(row)
    after = shortened(course, ExtensionKind(extension.kind), extension.sessions, booked)
    await end_extension(work, extension_id, form.reason)
    work.audit("course.extension_ended", f"course/{course_id}", extension=str(extension_id), reason=form.reason)
    await _change(work, row, course, after)


async def skip_review(work: Work, course_id: UUID, form: CourseChangeForm) -> None:
    """The course's next review is not to take place; the one after it is held in its turn.

    Raises NotFound, Forbidden, RecordMerged, WrongCourseState.
    """
    row = await locked_course(work, course_id)
    course = course_of(row)
    require_going(course)
    if not course.review_due:
        raise WrongCourseState("No review of this course is due: its protocol wants none now.")
    if any(each.kind == AppointmentKind.REVIEW.value for each in await all_booked_in(work, course_id)):
        raise WrongCourseState("The review is booked: cancel its appointment first, then skip it.")
    skip_id = new_id()
    by = {"skipped_by": work.actor.subject, "skipped_at": work.now}
    await keep_skip(work, id=skip_id, **_of(row), reason=form.reason, **by)
    work.audit("course.review_skipped", f"course/{course_id}", skip=str(skip_id), reason=form.reason)
    await end_waiting(work, course_id)
    await list_what_to_book(work, row.patient_id)
    await work.set_timer(HOLD_REVIEW, str(course_id), work.now, {})


async def unskip_review(work: Work, course_id: UUID, skip_id: UUID, form: CourseChangeForm) -> None:
    """A review that was skipped is wanted after all; the front desk books it.

    Raises NotFound, Forbidden, RecordMerged, WrongCourseState.
    """
    row = await locked_course(work, course_id)
    if (await skip_of(work, course_id, skip_id)).withdrawn_at is not None:
        raise WrongCourseState("That this review is skipped was withdrawn already.")
    await withdraw_skip(work, skip_id, form.reason)
    work.audit("course.review_wanted_again", f"course/{course_id}", skip=str(skip_id), reason=form.reason)
    await list_what_to_book(work, row.patient_id)


async def _change(work: Work, row: Row, before: Course, after: Course) -> None:
    """The course has another number of sessions; it may be complete by that, or no longer."""
    weeks = after.maintenance_weeks if after.maintenance else None
    await change_course(
        work,
        row.id,
        sessions=after.sessions,
        maintenance=after.maintenance,
        maintenance_weeks_min=weeks[0] if weeks else None,
        maintenance_weeks_max=weeks[1] if weeks else None,
    )
    if before.completed and not after.completed:
        work.publish(CourseReopened(**_of(row), reopened_at=work.now))
    if after.completed and not before.completed:
        work.publish(CourseCompleted(**_of(row), completed_at=work.now))
    await check_reviews(work, row.id)
    await list_what_to_book(work, row.patient_id)


def _of(row: Row) -> dict[str, Any]:
    return {"course_id": row.id, "patient_id": row.patient_id, "clinic_id": row.clinic_id}
