"""Putting an appointment into the calendar: what booking by hand and holding a follow-up have in common."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update

from chassis.ids import new_id
from chassis.work import Work
from contracts.booking.appointments import AppointmentBooked, AppointmentTime, CartridgeNeed
from contracts.vocabulary import AppointmentKind, AppointmentOrigin, ScreeningStage
from services.booking.domain.appointments import Status, require_ahead
from services.booking.domain.clearances import latest, require_cleared
from services.booking.domain.local_time import local_day, spoken
from services.booking.domain.needs import Needs, Place, needs_of, require_suitable
from services.booking.domain.opening_hours import Span
from services.booking.domain.practice import Device
from services.booking.domain.refusals import AlreadyBooked, CourseRequired, Invalid
from services.booking.store import (
    Chosen,
    clearances_for,
    course_of,
    course_row,
    lock_resources,
    occupy,
)
from services.booking.tables import appointments, follow_ups


async def needs_for(
    work: Work, kind: AppointmentKind, place: Place, patient_id: UUID | None, course_id: UUID | None, *, lock: bool
) -> Needs:
    """What the next appointment of this kind needs. Raises CourseRequired, Deferred, Declined and their kin.

    A session without a course is refused with what screening said, for that is why there is none.
    """
    today = local_day(work.now, place.zone)
    if kind is AppointmentKind.CONSULT or course_id is None:
        if kind is AppointmentKind.SESSION and patient_id is not None:
            decided = latest(await clearances_for(work, patient_id=patient_id), ScreeningStage.CONSULT)
            require_cleared(decided, "this patient")
            raise CourseRequired("The patient is cleared and has a course: name it to book its session.")
        return needs_of(kind, None, [], None, today)
    row = await course_row(work, course_id, lock=lock)
    work.actor.require_patient(row.patient_id)
    if patient_id is not None and row.patient_id != patient_id:
        raise Invalid("This course is another patient's: name one of this patient's.")
    clearances = await clearances_for(work, consult_id=row.consult_id)
    return needs_of(kind, course_of(row), clearances, row.last_session_on, today)


async def require_none_ahead(work: Work, needs: Needs, place: Place) -> None:
    """Raises AlreadyBooked when the course's next appointment is in the calendar."""
    ahead = await booked_for(work, needs)
    if ahead is not None:
        raise AlreadyBooked(
            f"The course's next {ahead.kind} is booked for {spoken(ahead.starts_at, place.zone)}: move that one.",
            appointment_id=str(ahead.id),
        )


async def booked_for(work: Work, needs: Needs) -> Row[Any] | None:
    """The course's next appointment, when it is booked."""
    if needs.course is None:
        return None
    statement = select(appointments).where(
        appointments.c.course_id == needs.course.course_id, appointments.c.status == Status.BOOKED.value
    )
    return (await work.execute(statement)).one_or_none()


async def place_appointment(
    work: Work,
    *,
    patient_id: UUID,
    place: Place,
    needs: Needs,
    wanted: Chosen,
    starts_at: datetime,
    origin: AppointmentOrigin,
    reason: str | None = None,
) -> UUID:
    """Book one time for one patient, whose row is locked. Raises what makes it impossible; then nothing was told."""
    require_ahead(starts_at, work.now, place.zone)
    require_device_only_when_needed(needs, wanted)
    resources = await lock_resources(work, place.clinic_id, wanted)
    reasoned = require_suitable(needs, place, resources.practitioner, resources.device, starts_at, reason)
    course_id = needs.course.course_id if needs.course else None
    appointment_id = new_id()
    await work.execute(
        insert(appointments).values(
            id=appointment_id,
            patient_id=patient_id,
            clinic_id=place.clinic_id,
            kind=needs.kind.value,
            origin=origin.value,
            status=Status.BOOKED.value,
            practitioner_id=wanted.practitioner_id,
            room_id=wanted.room_id,
            device_id=wanted.device_id,
            course_id=course_id,
            time_set_at=work.now,
            version=1,
            **time_columns(needs, starts_at, resources.device),
        )
    )
    during = Span(starts_at, starts_at + needs.lengths.total)
    await occupy(work, appointment_id, resources.occupied(patient_id), during, place.zone)
    if course_id is not None:
        await work.execute(
            update(follow_ups)
            .where(follow_ups.c.course_id == course_id, follow_ups.c.to_place.is_not(None))
            .values(appointment_id=appointment_id, to_place=None)
        )
    if reasoned:
        work.audit("appointment.outside_protocol", f"appointment/{appointment_id}", reason=reason)
    work.publish(
        AppointmentBooked(
            appointment_id=appointment_id,
            patient_id=patient_id,
            clinic_id=place.clinic_id,
            kind=needs.kind,
            origin=origin,
            time=time_of(needs, starts_at),
            course_id=course_id,
            cartridges=cartridge_need(needs, resources.device),
        )
    )
    return appointment_id


def require_device_only_when_needed(needs: Needs, wanted: Chosen) -> None:
    """Raises Invalid when a talk would keep a device from others."""
    if needs.treats is None and wanted.device_id is not None:
        raise Invalid(f"A {needs.kind.value} uses no device: leave device_id out.")


def time_of(needs: Needs, starts_at: datetime) -> AppointmentTime:
    """The appointment's time as it is told to others."""
    return AppointmentTime(
        starts_at=starts_at,
        treatment_starts_at=starts_at + needs.lengths.numbing,
        ends_at=starts_at + needs.lengths.total,
    )


def time_columns(needs: Needs, starts_at: datetime, device: Device | None) -> dict[str, Any]:
    """The columns that a time and a device decide."""
    need = cartridge_need(needs, device)
    return time_of(needs, starts_at).model_dump() | {
        "cartridge_gtin": need.gtin if need else None,
        "cartridges": need.quantity if need else 0,
    }


def cartridge_need(needs: Needs, device: Device | None) -> CartridgeNeed | None:
    """What a session on this device takes from stock."""
    if needs.treats is None or device is None or device.cartridge_gtin is None:
        return None
    return CartridgeNeed(gtin=device.cartridge_gtin, quantity=device.cartridges_per_session)
