"""An appointment that was given up by mistake takes its time again."""

from typing import Any

from chassis.data.rows import Row
from chassis.work import Work
from contracts.booking.appointments import AppointmentReinstated, AppointmentTime, CartridgeNeed
from services.booking.calendar.commands.calls import NOT_REACHED_YET, list_call, silence_of
from services.booking.calendar.commands.wanted import time_of
from services.booking.calendar.domain.appointments import Status
from services.booking.calendar.domain.needs import Needs, require_suitable
from services.booking.calendar.store.appointments import correct_appointment, said_of
from services.booking.calendar.store.occupations import Chosen, lock_resources, occupy
from services.booking.people.domain.clinics import Place

_NOTHING_HELD: dict[str, Any] = {"short_since": None, "substitute_gtin": None}
"""The columns of an appointment whose cartridges were given back: inventory holds some anew, or says it is short."""
_AS_NEW: dict[str, Any] = {
    **_NOTHING_HELD,
    "confirmed_at": None,
    "not_closed_since": None,
    "overlaps_because": None,
    "overlaps_by": None,
}
"""Nobody has confirmed the appointment that stands again, and it overlaps nothing; once it is over it is listed."""


async def reinstate_appointment(work: Work, appointment: Row, needs: Needs, place: Place, reason: str) -> None:
    """Take the same time, practitioner, room and device once more; what was said before stays in the record.

    Raises SlotTaken, ResourceUnavailable, ClinicClosed, NotOnShift, NotQualified or WrongDevice; then nothing changed.
    """
    chosen = Chosen(appointment.practitioner_id, appointment.room_id, appointment.device_id)
    resources = await lock_resources(work, appointment.clinic_id, chosen)
    require_suitable(needs, place, resources.practitioner, resources.device, appointment.starts_at)
    time = time_of(needs, appointment.starts_at)
    spans = needs.lengths.spans(time.starts_at)
    await occupy(work, appointment.id, appointment.patient_id, resources, spans, place)
    silent = silence_of(appointment.opted_out_at, work.now)
    await correct_appointment(
        work,
        appointment,
        reason,
        status=Status.BOOKED.value,
        numbing_minutes=needs.lengths.numbing_minutes,
        **{**_AS_NEW, **time.model_dump(), **NOT_REACHED_YET, **silent},
    )
    if silent:
        await list_call(work, appointment)
    work.audit("appointment.reinstated", f"appointment/{appointment.id}", was=appointment.status, reason=reason)
    work.publish(_reinstated(appointment, time))


async def open_again(work: Work, appointment: Row, reason: str) -> None:
    """An appointment that was said to have been performed was not: it has its time, and never gave it up."""
    await take_back_record(work, appointment, reason, status=Status.BOOKED, **_NOTHING_HELD)
    work.audit("appointment.reinstated", f"appointment/{appointment.id}", was=appointment.status, reason=reason)
    times = (appointment.starts_at, appointment.treatment_starts_at, appointment.ends_at)
    time = AppointmentTime(starts_at=times[0], treatment_starts_at=times[1], ends_at=times[2])
    work.publish(_reinstated(appointment, time))


async def take_back_record(
    work: Work, appointment: Row, reason: str, *, status: Status = Status.PERFORMED, **also: Any
) -> None:
    """Nothing was recorded at an appointment after all; it is performed until it is said what became of it."""
    said = {"status": status.value, "record_id": None, "not_closed_since": None}
    await correct_appointment(work, appointment, reason, **said, **also)


def _reinstated(appointment: Row, time: AppointmentTime) -> AppointmentReinstated:
    gtin = appointment.cartridge_gtin
    return AppointmentReinstated(
        **said_of(appointment),
        was=appointment.status,
        time=time,
        course_id=appointment.course_id,
        cartridges=CartridgeNeed(gtin=gtin, quantity=appointment.cartridges) if gtin else None,
        change=appointment.version + 1,
    )
