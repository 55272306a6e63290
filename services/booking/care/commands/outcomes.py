"""What came of an appointment is put right, on its day or on a later one: missed, cancelled, or left untreated."""

from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.work import Work
from services.booking.calendar.commands.attendance import note_cancellation, note_missed, withdraw_counted
from services.booking.calendar.commands.outcomes import say_cancelled, say_missed
from services.booking.calendar.domain.appointments import CancelReason, Status, require_outcome_open
from services.booking.calendar.forms.appointments import AppointmentView, Outcome, OutcomeForm
from services.booking.calendar.store.appointments import lock_appointment
from services.booking.care.commands.to_book import list_what_to_book
from services.booking.care.commands.waitlist_checks import check_offers_of
from services.booking.people.access import require_going_on
from services.booking.people.store.patients import lock_patient


async def correct_outcome(work: Work, appointment_id: UUID, form: OutcomeForm) -> AppointmentView:
    """What counted is withdrawn, and what counts in truth is noted. Said again, it is corrected again.

    Raises NotFound, Forbidden, RecordMerged, WrongStatus, NotItsDay.
    """
    appointment = await lock_appointment(work, appointment_id)
    work.access.authorize(whose=appointment.patient_id, where=appointment.clinic_id)
    require_going_on(await lock_patient(work, appointment.patient_id))
    require_outcome_open(Status(appointment.status), appointment.starts_at, work.now, ZoneInfo(appointment.time_zone))
    await withdraw_counted(work, appointment, form.reason)
    if form.outcome is Outcome.MISSED:
        said = await say_missed(work, appointment, form.reason)
        await note_missed(work, appointment)
    else:
        left = form.outcome is Outcome.LEFT_UNTREATED
        code = CancelReason.LEFT_UNTREATED if left else form.code
        said = await say_cancelled(work, appointment, form.reason, code)
        at = appointment.starts_at if form.at is None else min(form.at, appointment.starts_at)
        await note_cancellation(work, appointment, code, None, at)
    await list_what_to_book(work, appointment.patient_id)
    await check_offers_of(work, appointment.patient_id)
    return AppointmentView.of(said)
