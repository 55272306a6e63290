"""Appointments are booked, moved, cancelled and missed."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, update

from chassis.http import require_version
from chassis.work import Work
from contracts.booking.appointments import AppointmentCancelled, AppointmentMissed, AppointmentMoved
from contracts.vocabulary import AppointmentKind, AppointmentOrigin
from services.booking.commands.placing import (
    cartridge_need,
    place_appointment,
    require_device_only_when_needed,
    time_columns,
    time_of,
)
from services.booking.domain.appointments import CancelReason, Status, require_ahead, require_booked, require_missable
from services.booking.domain.needs import require_suitable
from services.booking.domain.opening_hours import Span
from services.booking.forms.appointments import AppointmentForm, CancelForm, MoveForm
from services.booking.planning import needs_for, require_none_ahead
from services.booking.store.records import lock_appointment, lock_patient, place_of, zone_of
from services.booking.store.resources import Chosen, lock_resources, occupy, vacate
from services.booking.tables import appointments, follow_ups


async def book(work: Work, form: AppointmentForm) -> UUID:
    """Take a practitioner, a room and, for a session, a device for a patient.

    Raises NotFound, Forbidden, InThePast, ClinicClosed, NotQualified, WrongDevice, CourseRequired, CourseFinished,
    AlreadyBooked, NoClearance and its kin, OutsideProtocolWindow, SlotTaken.
    """
    work.actor.require_clinic(form.clinic_id)
    work.actor.require_patient(form.patient_id)
    place = await place_of(work, form.clinic_id)
    await lock_patient(work, form.patient_id)
    needs = await needs_for(work, form.kind, place, form.patient_id, form.course_id, lock=True)
    await require_none_ahead(work, needs, place)
    return await place_appointment(
        work,
        patient_id=form.patient_id,
        place=place,
        needs=needs,
        wanted=Chosen(form.practitioner_id, form.room_id, form.device_id),
        starts_at=form.starts_at,
        origin=AppointmentOrigin.REQUESTED,
        reason=_staff_reason(work, form.reason),
    )


async def move(work: Work, appointment_id: UUID, form: MoveForm, version: int) -> None:
    """Give an appointment another time at its clinic. Raises as `book` does, and Stale and WrongStatus."""
    appointment = await _held(work, appointment_id)
    require_version(version, appointment.version)
    require_booked(Status(appointment.status))
    place = await place_of(work, appointment.clinic_id)
    require_ahead(form.starts_at, work.now, place.zone)
    kind = AppointmentKind(appointment.kind)
    needs = await needs_for(work, kind, place, appointment.patient_id, appointment.course_id, lock=True)
    leaving = Chosen(appointment.practitioner_id, appointment.room_id, appointment.device_id)
    wanted = Chosen(
        form.practitioner_id or leaving.practitioner_id,
        form.room_id or leaving.room_id,
        form.device_id or leaving.device_id,
    )
    require_device_only_when_needed(needs, wanted)
    resources = await lock_resources(work, place.clinic_id, wanted, leaving)
    reason = _staff_reason(work, form.reason)
    if require_suitable(needs, place, resources.practitioner, resources.device, form.starts_at, reason):
        work.audit("appointment.outside_protocol", f"appointment/{appointment_id}", reason=reason)
    columns = time_columns(needs, form.starts_at, resources.device)
    await vacate(work, appointment_id)
    during = Span(form.starts_at, form.starts_at + needs.lengths.total)
    await occupy(work, appointment_id, resources.occupied(appointment.patient_id), during, place.zone)
    told_anew = {"time_set_at": work.now, "notified_at": None, "unreached_at": None, "unreached_reason": None}
    same_time = form.starts_at == appointment.starts_at
    await _change(
        work,
        appointment,
        practitioner_id=wanted.practitioner_id,
        room_id=wanted.room_id,
        device_id=wanted.device_id,
        **columns,
        **({} if same_time else told_anew),
    )
    cartridges = cartridge_need(needs, resources.device)
    if same_time and all(getattr(appointment, name) == value for name, value in columns.items()):
        return  # another room or practitioner at the same time is nobody else's business
    work.publish(
        AppointmentMoved(
            appointment_id=appointment_id,
            patient_id=appointment.patient_id,
            clinic_id=appointment.clinic_id,
            kind=kind,
            previous_starts_at=appointment.starts_at,
            time=time_of(needs, form.starts_at),
            cartridges=cartridges,
        )
    )


async def cancel(work: Work, appointment_id: UUID, form: CancelForm) -> None:
    """Free what an appointment took. A follow-up goes back to those that wait to be placed. Raises WrongStatus."""
    appointment = await _held(work, appointment_id)
    require_booked(Status(appointment.status))
    await _give_up(work, appointment, f"The appointment was cancelled: {form.reason}")
    await _change(work, appointment, status=Status.CANCELLED.value, cancel_reason=form.reason)
    work.publish(
        AppointmentCancelled(
            appointment_id=appointment_id,
            patient_id=appointment.patient_id,
            clinic_id=appointment.clinic_id,
            kind=AppointmentKind(appointment.kind),
            starts_at=appointment.starts_at,
            reason=CancelReason.PATIENT_ASKED if work.actor.is_patient else form.code,
        )
    )


async def miss(work: Work, appointment_id: UUID) -> None:
    """The patient did not come. Raises NotItsDay before the start, WrongStatus."""
    appointment = await _held(work, appointment_id)
    require_booked(Status(appointment.status))
    require_missable(appointment.starts_at, work.now, await zone_of(work, appointment.clinic_id))
    await _give_up(work, appointment, "The patient missed the appointment.")
    await _change(work, appointment, status=Status.MISSED.value)
    work.publish(
        AppointmentMissed(
            appointment_id=appointment_id,
            patient_id=appointment.patient_id,
            clinic_id=appointment.clinic_id,
            kind=AppointmentKind(appointment.kind),
            starts_at=appointment.starts_at,
        )
    )


async def _held(work: Work, appointment_id: UUID) -> Row[Any]:
    """The appointment, if the actor may touch it."""
    appointment = await lock_appointment(work, appointment_id)
    work.actor.require_patient(appointment.patient_id)
    work.actor.require_clinic(appointment.clinic_id)
    return appointment


async def _change(work: Work, appointment: Row[Any], **values: Any) -> None:
    statement = update(appointments).where(appointments.c.id == appointment.id)
    await work.execute(statement.values(version=appointment.version + 1, **values))


async def _give_up(work: Work, appointment: Row[Any], why: str) -> None:
    await vacate(work, appointment.id)
    await work.execute(
        update(follow_ups)
        .where(follow_ups.c.appointment_id == appointment.id)
        .values(appointment_id=None, to_place=why)
    )


def _staff_reason(work: Work, reason: str | None) -> str | None:
    """Only staff may go around the protocol's window: a patient's reason is not one."""
    return None if work.actor.is_patient else reason
