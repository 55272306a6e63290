"""All appointments of a course that remain are proposed, and booked, at once."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from services.booking.access import CALENDAR_WRITE
from services.booking.calendar.domain.refusals import ConfirmationNeeded, DepositNeeded, HoldOver, WrongStatus
from services.booking.care.api.appointments import PLACING, PatientBounds
from services.booking.care.commands import course_bookings as commands
from services.booking.care.domain.refusals import AlreadyBooked, CourseDoesNotFit
from services.booking.care.forms.course_bookings import CourseBookingForm, CourseBookingView
from services.booking.people.domain.refusals import RecordMerged

router = api_router("courses")


@router.post("/courses/{course_id}/appointments", status_code=201, dependencies=[allow(CALENDAR_WRITE)])
@refuses(
    AlreadyBooked, ConfirmationNeeded, CourseDoesNotFit, DepositNeeded, HoldOver, RecordMerged, WrongStatus, *PLACING
)
async def book_course(
    work: Transaction, course_id: UUID, form: CourseBookingForm, limits: PatientBounds
) -> CourseBookingView:
    """Book every session that remains, and the review after the last: all of them, or nothing.

    A patient who missed too often is booked as for one appointment. The deposit that `deposit_reference` names is that
    of the first appointment; those of the others are asked for.

    A refusal names the `session` that it is about (null: the review) and the nearest slots as `alternatives`.
    """
    return await commands.book_course(work, course_id, form, limits)


@router.post("/courses/{course_id}/appointments/proposal", dependencies=[allow(CALENDAR_WRITE)])
@refuses(RecordMerged, *PLACING)
async def propose_course(work: Transaction, course_id: UUID, form: CourseBookingForm) -> CourseBookingView:
    """What would be booked for each session, and alternatives. Nothing changes."""
    return await commands.propose_course(work, course_id, form)
