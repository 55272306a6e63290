"""An appointment takes its time, moves to another, or gives it up; what it is for is decided in the care wing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from contracts.booking.appointments import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentMissed,
    AppointmentMoved,
    CartridgeNeed,
)
from services.booking.calendar.commands.attendance import ask_no_deposit
from services.booking.calendar.commands.calls import NOT_REACHED_YET, call_about, list_call, silence_of
from services.booking.calendar.commands.checks import give_up_time
from services.booking.calendar.commands.freed import note_freed
from services.booking.calendar.commands.holds import use_hold
from services.booking.calendar.commands.wanted import Wanted, columns_of, lock_wanted, time_of
from services.booking.calendar.domain.appointments import (
    AppointmentOrigin,
    CancelReason,
    Status,
    require_booked,
    require_missable,
)
from services.booking.calendar.domain.devices import Device
from services.booking.calendar.domain.needs import Needs
from services.booking.calendar.domain.problems import Problem, noted
from services.booking.calendar.forms.appointments import AppointmentView
from services.booking.calendar.store.appointments import change_appointment, keep_appointment, said_of
from services.booking.calendar.store.occupations import Chosen, Resources, occupy
from services.booking.people.commands.care_relationships import note_visit
from services.booking.people.store.patients import patient_name
from services.booking.worklist import OF_APPOINTMENT, WORKLIST


async def place_appointment(
    work: Work,
    patient: Row,
    needs: Needs,
    wanted: Wanted,
    origin: AppointmentOrigin,
    problems: Sequence[Problem] = (),
    *,
    reasoned: bool = False,
) -> AppointmentView:
    """Take the time for a patient whose row is locked. ``problems`` are those that keep nobody from booking.

    ``reasoned``: somebody gave a reason for a day that is not one of those that are wanted.

    Raises InThePast, Invalid, NotFound, ClinicClosed, NotQualified, WrongDevice, SlotTaken, ResourceUnavailable or
    HoldOver; then nothing changed.
    """
    place = wanted.place
    resources = await lock_wanted(work, needs, wanted)
    appointment_id = wanted.appointment_id or new_id()
    columns = {
        "id": appointment_id,
        "patient_id": patient.id,
        "origin": origin.value,
        "problems": noted(problems, (), work.now),
        "reasoned": reasoned,
        **_NEW,
        **columns_of(needs, wanted),
        **_columns(needs, wanted, resources.device, work.actor.subject),
        **_not_announced(work.now),
    }
    await keep_appointment(work, columns)
    await _occupy(work, appointment_id, patient.id, needs, wanted, resources)
    await note_visit(work, patient, place.clinic_id, columns["ends_at"])
    work.publish(
        AppointmentBooked(
            appointment_id=appointment_id,
            patient_id=patient.id,
            clinic_id=place.clinic_id,
            kind=needs.kind,
            origin=origin,
            time=time_of(needs, wanted.starts_at),
            course_id=needs.course_id,
            cartridges=_cartridges(needs, resources.device),
            together=wanted.together,
            change=columns["version"],
        )
    )
    if origin is AppointmentOrigin.FOLLOW_UP and patient.opted_out_at is not None:
        await call_about(work, appointment_id)
    names = {"patient_name": patient_name(patient), **resources.names, **_until(needs, wanted)}
    return AppointmentView.of({**columns, **names, "clinic_name": place.name, "time_zone": place.zone.key})


async def move_appointment(
    work: Work, appointment: Row, needs: Needs, wanted: Wanted, *, by_patient: bool, reasoned: bool = False
) -> AppointmentView:
    """Take another time instead. Raises as `place_appointment` does."""
    starts_at = wanted.starts_at
    leaving = Chosen(appointment.practitioner_id, appointment.room_id, appointment.device_id)
    resources = await lock_wanted(work, needs, wanted, leaving)
    columns = _columns(needs, wanted, resources.device, work.actor.subject)
    same_time = starts_at == appointment.starts_at
    silent = {} if same_time or by_patient else silence_of(appointment.opted_out_at, work.now)
    announced = {} if same_time else _not_announced(work.now) | silent
    moves = appointment.moves + (by_patient and not same_time)
    await give_up_time(work, appointment.id)
    await _occupy(work, appointment.id, appointment.patient_id, needs, wanted, resources, moving_id=appointment.id)
    moved = await change_appointment(work, appointment, reasoned=reasoned, moves=moves, **columns, **announced)
    if silent:
        await list_call(work, appointment, starts_at)
    if not same_time or wanted.chosen.practitioner_id != appointment.practitioner_id:
        await note_freed(work, appointment)
    # Another room or practitioner at the same time is not published: it concerns nobody else.
    if any(getattr(appointment, name) != columns[name] for name in _PUBLISHED):
        work.publish(
            AppointmentMoved(
                **said_of(appointment),
                previous_starts_at=appointment.starts_at,
                time=time_of(needs, starts_at),
                cartridges=_cartridges(needs, resources.device),
                together=wanted.together,
                change=moved["version"],
            )
        )
    return AppointmentView.of({**moved, **resources.names, **_until(needs, wanted)})


async def cancel_appointment(
    work: Work, appointment: Row, reason: str, code: CancelReason, *, void: bool = False
) -> AppointmentView:
    """Free what an appointment occupies. ``reason`` stays at the clinic, ``code`` is published. Raises WrongStatus.

    ``void``: what was recorded at it was entered in error.
    """
    if not void:
        require_booked(Status(appointment.status))
    await give_up_time(work, appointment.id)
    by_patient = code in (CancelReason.PATIENT_ASKED, CancelReason.LEFT_UNTREATED)
    silent = {} if by_patient else silence_of(appointment.opted_out_at, work.now)
    said = {"status": Status.CANCELLED.value, "cancel_reason": reason, "cancel_code": code.value}
    cancelled = await change_appointment(work, appointment, **said, **_FREE, **silent)
    told = {"starts_at": appointment.starts_at, "reason": code.value, "change": cancelled["version"]}
    work.publish(AppointmentCancelled(**said_of(appointment), **told))
    await WORKLIST.close_any(work, OF_APPOINTMENT, appointment.id, "cancelled")
    await note_freed(work, appointment)
    await ask_no_deposit(work, appointment)
    if silent:
        await list_call(work, appointment)
    return AppointmentView.of(cancelled | _GIVEN_BACK)


_NEW: dict[str, Any] = {
    "status": Status.BOOKED.value,
    "cancel_reason": None,
    "record_id": None,
    "version": 1,
    "held_since": None,
}
"""The columns of an appointment about which nothing was said but that it is booked."""
_FREE: dict[str, Any] = {"held_since": None, "problems": []}
"""The columns of an appointment that is valid, or that lies ahead no longer."""
_GIVEN_BACK: dict[str, Any] = {"room_until": None, "device_until": None}
"""As an appointment is read that occupies nothing any more."""


async def miss_appointment(work: Work, appointment: Row, *, void: bool = False) -> AppointmentView:
    """The patient did not come. Raises NotItsDay before the start, WrongStatus.

    ``void``: what was recorded at it was entered in error.
    """
    if not void:
        require_booked(Status(appointment.status))
    require_missable(appointment.starts_at, work.now, ZoneInfo(appointment.time_zone))
    await give_up_time(work, appointment.id)
    missed = await change_appointment(work, appointment, status=Status.MISSED.value, **_FREE)
    work.publish(AppointmentMissed(**said_of(appointment), starts_at=appointment.starts_at))
    await WORKLIST.close_any(work, OF_APPOINTMENT, appointment.id, "missed")
    return AppointmentView.of(missed | _GIVEN_BACK)


_PUBLISHED = ("starts_at", "treatment_starts_at", "ends_at", "cartridge_gtin", "cartridges")
"""The columns that AppointmentBooked and AppointmentMoved carry."""


def _columns(needs: Needs, wanted: Wanted, device: Device | None, by: str) -> dict[str, Any]:
    """The columns that a time and a choice of resources decide."""
    need = _cartridges(needs, device)
    return {
        **time_of(needs, wanted.starts_at).model_dump(),
        **vars(wanted.chosen),
        "numbing_minutes": needs.lengths.numbing_minutes,
        "cartridge_gtin": need.gtin if need else None,
        "cartridges": need.quantity if need else 0,
        "overlaps_because": wanted.overlaps_because,
        "overlaps_by": by if wanted.overlaps_because else None,
    }


def _until(needs: Needs, wanted: Wanted) -> dict[str, datetime | None]:
    """Until when (UTC) what is wanted of the clinic is needed, with the cleaning after it."""
    spans = needs.lengths.spans(wanted.starts_at)
    return {
        "room_until": spans["room"].end,
        "device_until": spans["device"].end if wanted.chosen.device_id is not None else None,
    }


def _not_announced(now: datetime) -> dict[str, Any]:
    """The columns of an appointment whose time was set now: no message about it has gone out."""
    return {
        "short_since": None,
        "substitute_gtin": None,
        "time_set_at": now,
        "not_closed_since": None,
        "confirmed_at": None,
        **NOT_REACHED_YET,
    }


def _cartridges(needs: Needs, device: Device | None) -> CartridgeNeed | None:
    """What a session on this device takes from stock."""
    return None if needs.treats is None or device is None else need_of(device)


def need_of(device: Device) -> CartridgeNeed | None:
    """What any session on this device takes from stock."""
    if device.cartridge_gtin is None:
        return None
    return CartridgeNeed(gtin=device.cartridge_gtin, quantity=device.cartridges_per_session)


async def _occupy(
    work: Work,
    appointment_id: UUID,
    patient_id: UUID,
    needs: Needs,
    wanted: Wanted,
    resources: Resources,
    *,
    moving_id: UUID | None = None,
) -> None:
    if wanted.hold_id is not None:
        asked = {"patient_id": patient_id, "moving_id": moving_id, **columns_of(needs, wanted)}
        await use_hold(work, wanted.hold_id, asked)
    spans = needs.lengths.spans(wanted.starts_at)
    overlaps = wanted.overlaps_because is not None
    await occupy(work, appointment_id, patient_id, resources, spans, wanted.place, overlaps=overlaps)
    if overlaps:
        work.audit("appointment.overlaps", f"appointment/{appointment_id}", reason=wanted.overlaps_because)
