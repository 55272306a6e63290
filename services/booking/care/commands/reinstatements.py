"""An appointment that was cancelled, or marked as missed, by mistake stands again, if its course still allows it."""

from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.local_time import local_day
from chassis.work import Work
from services.booking.calendar.commands.attendance import withdraw_counted
from services.booking.calendar.commands.reinstatements import reinstate_appointment
from services.booking.calendar.domain.appointments import (
    CancelReason,
    Status,
    require_reinstatable,
)
from services.booking.calendar.forms.appointments import AppointmentView, ReinstateForm
from services.booking.calendar.store.appointments import lock_appointment
from services.booking.care.commands import to_book
from services.booking.care.commands.stations import take_back_leaving
from services.booking.care.commands.validity import check_patient
from services.booking.care.commands.waitlist_ends import resume_waiting
from services.booking.care.domain.needs import require_day
from services.booking.care.domain.waitlist import EntryEnd
from services.booking.care.store.needs import needs_to_reinstate
from services.booking.people.access import authorize_row, require_going_on
from services.booking.people.commands.care_relationships import note_visit
from services.booking.people.store.clinics import place_of
from services.booking.people.store.patients import lock_patient


async def reinstate(work: Work, appointment_id: UUID, form: ReinstateForm) -> AppointmentView:
    """The appointment keeps the time that it had: today, or ahead. Its reason also speaks for the protocol's window.

    Raises NotFound, Forbidden, WrongStatus, NotItsDay, SlotTaken, AlreadyBooked, CourseFinished, CourseStopped,
    NoClearance and its subclasses, ClinicClosed, NotQualified, WrongDevice.
    """
    appointment = await lock_appointment(work, appointment_id)
    await authorize_row(work, appointment.patient_id, appointment.clinic_id)
    patient = await lock_patient(work, appointment.patient_id)
    require_going_on(patient)
    zone = ZoneInfo(appointment.time_zone)
    require_reinstatable(Status(appointment.status), appointment.starts_at, work.now, zone)
    place = await place_of(work, appointment.clinic_id)
    needs = await needs_to_reinstate(work, appointment, place)
    day = local_day(appointment.starts_at, zone)
    require_day(needs, day, form.reason, by_clinician=appointment.reasoned)
    await reinstate_appointment(work, appointment, needs, place, form.reason)
    await withdraw_counted(work, appointment, form.reason)
    if appointment.cancel_code == CancelReason.LEFT_UNTREATED.value:
        await take_back_leaving(work, await lock_appointment(work, appointment_id), form.reason)
    await resume_waiting(work, patient.id, EntryEnd.APPOINTMENT_OVER, appointment_id=appointment_id)
    await note_visit(work, patient, appointment.clinic_id, appointment.ends_at)
    await to_book.booked(work, appointment.patient_id, appointment.course_id, appointment.id)
    await check_patient(work, appointment.patient_id)
    return AppointmentView.of((await lock_appointment(work, appointment_id))._mapping)
