"""Patients for whom something should be booked and is not: the front desk calls them.

What is stored decides: each item is open exactly as long as it says so, whichever event came last.
"""

from datetime import UTC, date, datetime, time
from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from contracts.vocabulary import ScreeningStage
from services.booking.calendar.domain.appointments import AppointmentKind, Status
from services.booking.calendar.domain.due_times import BOOK_WITHIN, PLACE_WITHIN, SIGN_WITHIN
from services.booking.care.commands.waitlist_ends import settle_waitlist
from services.booking.care.domain.clearances import latest
from services.booking.care.domain.courses import Course, protocol_window
from services.booking.care.store.clearances import clearances_by_consult
from services.booking.care.store.course_balances import first_open_balance
from services.booking.care.store.courses import course_of
from services.booking.care.store.dismissals import is_dismissed
from services.booking.care.store.follow_ups import settle_waiting
from services.booking.care.store.to_book import courses_of, last_consult, last_consult_fell_through
from services.booking.worklist import (
    FOLLOW_UP_TO_PLACE,
    NOTHING_BOOKED,
    PLAN_WAITING,
    REVIEW_DUE,
    TO_BOOK,
    WORKLIST,
)


async def list_what_to_book(work: Work, patient_id: UUID) -> None:
    """Open and close what there is to book for a patient, whose row is locked."""
    await settle_waitlist(work, patient_id)
    await _list_consult(work, patient_id)
    courses = await courses_of(work, patient_id)
    if not courses:
        return
    decided = await clearances_by_consult(work, [course.consult_id for course in courses])
    for course in courses:
        clearance = latest(decided[course.consult_id], ScreeningStage.CONSULT)
        cleared = clearance is not None and clearance.cleared and not clearance.suspended
        await _list_course(work, course, cleared)


async def _list_course(work: Work, course: Row, cleared: bool) -> None:
    item = {"clinic_id": course.clinic_id, "patient_id": course.patient_id}
    plan = course_of(course)
    over = () if await _list_review(work, course, plan) else (REVIEW_DUE,)
    if plan.next_kind.value in course.booked_kinds:
        await WORKLIST.close_any(work, (*TO_BOOK, *over), course.id, "booked")
    elif course.waiting is not None:
        await WORKLIST.close_any(work, (NOTHING_BOOKED, *over), course.id, "follow_up_waits")
        due_at, about = work.now + PLACE_WITHIN, {"after_session_id": course.waiting}
        await WORKLIST.open(work, FOLLOW_UP_TO_PLACE, course.id, **item, due_at=due_at, about=about)
    elif course.performed < course.sessions and cleared:
        await WORKLIST.close_any(work, over, course.id, "not_due")
        due_at = _from(plan, course.last_session_on, AppointmentKind.SESSION, work.now + BOOK_WITHIN)
        await _open(work, course.id, course.clinic_id, course.patient_id, due_at)
    else:
        why = "completed" if course.performed == course.sessions else "not_cleared"
        await WORKLIST.close_any(work, (*TO_BOOK, *over), course.id, why)


async def _list_review(work: Work, course: Row, plan: Course) -> bool:
    """True when the protocol wants another review, and neither an appointment nor a follow-up holds its place."""
    held = AppointmentKind.REVIEW.value in course.booked_kinds or course.waiting is not None
    if not plan.review_due or held or course.last_session_at is None:
        return False
    due_at = _from(plan, course.last_session_on, AppointmentKind.REVIEW, work.now + BOOK_WITHIN)
    item = {"clinic_id": course.clinic_id, "patient_id": course.patient_id}
    await WORKLIST.open(work, REVIEW_DUE, course.id, **item, due_at=due_at)
    return True


def _from(plan: Course, last_on: date | None, kind: AppointmentKind, soonest: datetime) -> datetime:
    """When something has to be booked (UTC): by the first day on which it is wanted, or within the usual time."""
    window = protocol_window(plan, last_on, soonest.date(), kind)
    return max(soonest, datetime.combine(window.first, time(), UTC)) if window.first else soonest


async def _list_consult(work: Work, patient_id: UUID) -> None:
    """A consult that was missed or cancelled, or is needed to go on with a course elsewhere, and no one is booked."""
    consult = await last_consult(work, patient_id)
    fell_through = consult is not None and last_consult_fell_through(consult)
    is_booked = consult is not None and consult.status == Status.BOOKED.value
    waits = consult if fell_through else None if is_booked else await first_open_balance(work, patient_id)
    if waits is not None:
        await _open(work, patient_id, waits.clinic_id, patient_id, work.now + BOOK_WITHIN)
    else:
        await WORKLIST.close(work, NOTHING_BOOKED, patient_id, "booked")


async def _open(work: Work, subject_id: UUID, clinic_id: UUID, patient_id: UUID, due_at: datetime) -> None:
    """Nothing is booked for a course, or a patient, and nobody has put that off."""
    if not await is_dismissed(work, subject_id):
        await WORKLIST.open(work, NOTHING_BOOKED, subject_id, clinic_id=clinic_id, patient_id=patient_id, due_at=due_at)


async def booked(
    work: Work,
    patient_id: UUID,
    course_id: UUID | None,
    appointment_id: UUID,
    kind: AppointmentKind = AppointmentKind.REVIEW,
) -> None:
    """The next appointment of a course, or a consult, is booked: what waited for it waits no longer."""
    if course_id is not None:
        await settle_waiting(work, course_id, appointment_id)
    kinds = TO_BOOK if kind is AppointmentKind.SESSION else (*TO_BOOK, REVIEW_DUE)
    await WORKLIST.close_any(work, kinds, course_id or patient_id, "booked")
    await settle_waitlist(work, patient_id)


async def plan_waits(work: Work, consult: Row) -> None:
    """A cleared plan has no protocol in force."""
    item = {"clinic_id": consult.clinic_id, "patient_id": consult.patient_id}
    await WORKLIST.open(work, PLAN_WAITING, consult.id, **item, due_at=work.now + SIGN_WITHIN)


async def plan_waits_no_longer(work: Work, consult_id: UUID, why: str) -> None:
    """It has its course, or is cleared no longer."""
    await WORKLIST.close(work, PLAN_WAITING, consult_id, why)
