"""Appointments are booked, moved, cancelled and missed, as the course that each belongs to allows."""

from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.access.policy import Right
from chassis.data.rows import Row
from chassis.local_time import local_day
from chassis.work import Work
from services.booking.access import CALENDAR_OVERLAP, CARE_WRITE
from services.booking.calendar.commands.appointments import (
    cancel_appointment,
    miss_appointment,
    move_appointment,
    place_appointment,
)
from services.booking.calendar.commands.attendance import agree, note_cancellation, note_deposit, note_missed
from services.booking.calendar.commands.checks import check_reviews
from services.booking.calendar.commands.waiting import follow_waiting
from services.booking.calendar.commands.wanted import Wanted
from services.booking.calendar.domain.appointments import (
    AppointmentKind,
    AppointmentOrigin,
    CancelReason,
    Status,
    require_ahead,
    require_booked,
)
from services.booking.calendar.domain.bounds import (
    Bounds,
    require_few_ahead,
    require_not_begun,
    require_offered,
)
from services.booking.calendar.domain.needs import Needs
from services.booking.calendar.domain.problems import Problem
from services.booking.calendar.domain.stations import Noted, Station, require_given_up
from services.booking.calendar.forms.appointments import AppointmentForm, AppointmentView, CancelForm
from services.booking.calendar.store.appointments import count_ahead, lock_appointment
from services.booking.calendar.store.occupations import Chosen
from services.booking.care.commands import to_book
from services.booking.care.commands.alternatives import with_alternatives
from services.booking.care.commands.validity import check_patient
from services.booking.care.commands.waitlist_checks import check_offers_of
from services.booking.care.commands.waitlist_ends import follow_move
from services.booking.care.domain.needs import require_day
from services.booking.care.domain.validity.consent import agreement
from services.booking.care.store.consents import consents_of
from services.booking.care.store.follow_ups import give_back
from services.booking.care.store.needs import needs_for, require_none_ahead
from services.booking.people.access import authorize_row, require_care_at
from services.booking.people.store.clinics import place_of
from services.booking.people.store.patients import lock_patient
from services.booking.worklist import APPOINTMENT_NOT_CLOSED, CALL_PATIENT, WORKLIST


async def book(work: Work, form: AppointmentForm, bounds: Bounds) -> AppointmentView:
    """Take a practitioner, a room and, for a session, a device for a patient.

    Raises NotFound, Forbidden, InThePast, ClinicClosed, NotQualified, WrongDevice, CourseRequired, CourseFinished,
    AlreadyBooked, NoClearance and its subclasses, OutsideProtocolWindow, SlotTaken, AskTheClinic, HoldOver.
    """
    right = work.access.authorize(whose=form.patient_id, where=form.clinic_id)
    place = await place_of(work, form.clinic_id)
    patient = await lock_patient(work, form.patient_id)
    await require_care_at(work, patient, form.clinic_id)
    if right is Right.OWN:
        require_offered(form.starts_at, work.now, place.zone, bounds)
        require_few_ahead(await count_ahead(work, form.patient_id), bounds)
    needs = await needs_for(work, form.kind, place, form.patient_id, form.course_id, lock=True)
    await require_none_ahead(work, needs, place)
    wanted = Wanted(
        place,
        form.starts_at,
        Chosen(form.practitioner_id, form.room_id, form.device_id),
        form.hold_id,
        form.overlaps_because,
    )
    if form.overlaps_because:
        work.access.authorize(CALENDAR_OVERLAP, whose=form.patient_id, where=form.clinic_id)
    policy = await agree(work, place, patient.id, right, form.confirmed_because, form.deposit_reference)
    reason = staffs(right, form.reason)
    async with with_alternatives(work, needs, wanted, patient.id):
        appointment = await place_in_course(work, patient, needs, wanted, AppointmentOrigin.REQUESTED, reason)
    await to_book.booked(work, patient.id, needs.course_id, appointment.id, needs.kind)
    await note_deposit(work, appointment.id, policy, staffs(right, form.deposit_reference))
    return appointment


async def place_in_course(
    work: Work,
    patient: Row,
    needs: Needs,
    wanted: Wanted,
    origin: AppointmentOrigin,
    reason: str | None = None,
) -> AppointmentView:
    """Place an appointment on a day that clearance and protocol allow.

    Raises Deferred, NoClearance, OutsideProtocolWindow, and what `place_appointment` raises.
    """
    require_ahead(wanted.starts_at, work.now, wanted.place.zone)
    reasoned = require_wanted_day(work, needs, wanted, reason)
    problems = await _agreement(work, patient.id, needs, wanted)
    appointment = await place_appointment(work, patient, needs, wanted, origin, problems, reasoned=reasoned)
    if reasoned:
        work.audit("appointment.outside_protocol", f"appointment/{appointment.id}", reason=reason)
        await check_patient(work, patient.id)
    elif needs.course_id is not None and needs.kind is AppointmentKind.SESSION:
        await check_reviews(work, needs.course_id)
    return appointment


async def _agreement(work: Work, patient_id: UUID, needs: Needs, wanted: Wanted) -> list[Problem]:
    """That nobody has agreed to a session yet keeps nobody from booking it."""
    if needs.treats is None:
        return []
    day = local_day(wanted.starts_at, wanted.place.zone)
    return list(agreement(needs.treats, day, await consents_of(work, patient_id)))


async def move_in_course(
    work: Work, appointment: Row, needs: Needs, wanted: Wanted, reason: str | None = None, *, by_patient: bool
) -> AppointmentView:
    """Move a booked appointment to a day that clearance and protocol allow. Raises as `place_in_course` does."""
    reasoned = require_wanted_day(work, needs, wanted, reason)
    if reasoned:
        work.audit("appointment.outside_protocol", f"appointment/{appointment.id}", reason=reason)
    moved = await move_appointment(work, appointment, needs, wanted, by_patient=by_patient, reasoned=reasoned)
    await no_longer_needed(work, appointment, moved)
    await goes_on_waiting(work, appointment)
    if needs.treats is None and not appointment.problems:
        return moved  # what a talk needs was required just now
    await check_patient(work, appointment.patient_id)
    return AppointmentView.of((await lock_appointment(work, appointment.id))._mapping)


async def cancel(work: Work, appointment_id: UUID, form: CancelForm) -> AppointmentView:
    """Free what an appointment took. A follow-up goes back to those that wait to be placed.

    Raises WrongStatus, PatientIsHere.
    """
    appointment, right = await held_for_change(work, appointment_id)
    code = CancelReason.PATIENT_ASKED if right is Right.OWN else form.code
    require_booked(Status(appointment.status))
    require_given_up(appointment.station, appointment.station_at, ZoneInfo(appointment.time_zone))
    await note_cancellation(work, appointment, code, form.waived_because)
    return await give_up(work, appointment, form.reason, code)


async def give_up(work: Work, appointment: Row, reason: str, code: CancelReason) -> AppointmentView:
    """Cancel an appointment whose patient's row is locked. Raises WrongStatus."""
    if appointment.course_id is not None:
        await give_back(work, appointment.id, f"The appointment was cancelled: {reason}")
    cancelled = await cancel_appointment(work, appointment, reason, code)
    await _check_others(work, appointment)
    return cancelled


async def miss(work: Work, appointment_id: UUID) -> AppointmentView:
    """The patient did not come. Raises NotItsDay before the start, WrongStatus, PatientIsHere."""
    appointment = await lock_appointment(work, appointment_id)
    work.access.authorize(whose=appointment.patient_id, where=appointment.clinic_id)
    require_given_up(appointment.station, appointment.station_at, ZoneInfo(appointment.time_zone))
    if appointment.course_id is not None:
        await give_back(work, appointment_id, "The patient missed the appointment.")
    missed = await miss_appointment(work, appointment)
    await note_missed(work, appointment)
    await _check_others(work, appointment)
    await check_offers_of(work, appointment.patient_id)
    return missed


async def _check_others(work: Work, gone: Row) -> None:
    """Sessions that were too near to one that does not take place are so no longer."""
    if gone.kind == AppointmentKind.SESSION.value:
        await check_patient(work, gone.patient_id)
    else:
        await to_book.list_what_to_book(work, gone.patient_id)


async def no_longer_needed(work: Work, before: Row, moved: AppointmentView) -> None:
    """A message about the new time is on its way, and the old time needs no record; what waits for it follows."""
    if before.starts_at == moved.starts_at:
        return
    await follow_move(work, before, moved.starts_at)
    if before.unreached_at is not None and moved.could_not_reach is None:
        await WORKLIST.close(work, CALL_PATIENT, before.id, "moved")
    if before.not_closed_since is not None:
        await WORKLIST.close(work, APPOINTMENT_NOT_CLOSED, before.id, "moved")


async def goes_on_waiting(work: Work, before: Row) -> None:
    """Whoever had arrived before the appointment moved waits for its new time."""
    if before.station is not None:
        present = Noted(Station(before.station), before.station_at)
        await follow_waiting(work, await lock_appointment(work, before.id), present)


async def held_for_change(work: Work, appointment_id: UUID) -> tuple[Row, Right]:
    """The appointment, and the right by which the caller may touch it. Raises NotFound, Forbidden."""
    appointment = await lock_appointment(work, appointment_id)
    right = await authorize_row(work, appointment.patient_id, appointment.clinic_id)
    if right is Right.OWN:
        require_not_begun(appointment.starts_at, work.now)
    return appointment, right


def staffs(right: Right, reason: str | None) -> str | None:
    """Only staff may leave the protocol's window: a patient's reason does not count."""
    return None if right is Right.OWN else reason


def require_wanted_day(work: Work, needs: Needs, wanted: Wanted, reason: str | None) -> bool:
    """True when a reason counted. Raises Deferred, NoClearance, TooSoon, OutsideProtocolWindow."""
    day = local_day(wanted.starts_at, wanted.place.zone)
    where = wanted.place.clinic_id
    clinician = bool(needs.blocked_days) and work.access.may(CARE_WRITE, whose=needs.patient_id, where=where)
    return require_day(needs, day, reason, by_clinician=clinician)
