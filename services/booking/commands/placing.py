"""Putting an appointment into the calendar: what booking by hand and holding a follow-up have in common."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from chassis.ids import new_id
from chassis.work import Work
from contracts.booking.appointments import AppointmentBooked, AppointmentTime, CartridgeNeed
from contracts.vocabulary import AppointmentOrigin
from services.booking.domain.appointments import Status, require_ahead
from services.booking.domain.needs import Needs, Place, require_suitable
from services.booking.domain.opening_hours import Span
from services.booking.domain.practice import Device
from services.booking.domain.refusals import Invalid
from services.booking.store.resources import Chosen, lock_resources, occupy
from services.booking.tables import appointments, follow_ups


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
