"""An appointment takes its time, moves to another, or gives it up; what it is for is decided in the care wing."""

from collections.abc import Sequence
from dataclasses import dataclass
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
    AppointmentHeld,
    AppointmentMissed,
    AppointmentMoved,
    AppointmentReleased,
    AppointmentTime,
    CartridgeNeed,
)
from services.booking.calendar.commands.attendance import ask_no_deposit
from services.booking.calendar.commands.calls import call_about, item_of, list_call, silence_of
from services.booking.calendar.commands.freed import note_freed
from services.booking.calendar.commands.used_holds import use_hold
from services.booking.calendar.domain.appointments import (
    AppointmentKind,
    AppointmentOrigin,
    CancelReason,
    Status,
    require_ahead,
    require_booked,
    require_missable,
)
from services.booking.calendar.domain.devices import Device
from services.booking.calendar.domain.due_times import before_appointment
from services.booking.calendar.domain.needs import Needs, require_device_only_when_needed, require_suitable
from services.booking.calendar.domain.problems import Fate, Problem, ProblemCode, ProblemPolicy, noted
from services.booking.calendar.forms.appointments import AppointmentView
from services.booking.calendar.store.appointments import change_appointment, keep_appointment, published_patient
from services.booking.calendar.store.occupations import Chosen, Resources, lock_resources, occupy, vacate
from services.booking.people.commands.care_relationships import note_visit
from services.booking.people.domain.clinics import Place
from services.booking.people.store.patients import patient_name
from services.booking.worklist import APPOINTMENT_NOT_VALID, OF_APPOINTMENT, WORKLIST


@dataclass(frozen=True)
class Wanted:
    """A start (UTC) at a clinic, with the practitioner, room and device that are to be taken."""

    place: Place
    starts_at: datetime
    chosen: Chosen
    hold_id: UUID | None = None
    """The hold that keeps it, which ends by this."""


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
    place, starts_at = wanted.place, wanted.starts_at
    require_ahead(starts_at, work.now, place.zone)
    require_device_only_when_needed(needs, wanted.chosen.device_id)
    resources = await lock_resources(work, place.clinic_id, wanted.chosen)
    require_suitable(needs, place, resources.practitioner, resources.device, starts_at)
    appointment_id = new_id()
    columns = {
        "id": appointment_id,
        "patient_id": patient.id,
        "origin": origin.value,
        "problems": noted(problems, (), work.now),
        "reasoned": reasoned,
        **_booked(needs, place),
        **_columns(needs, wanted, resources.device),
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
            time=_time(needs, starts_at),
            course_id=needs.course_id,
            cartridges=_cartridges(needs, resources.device),
        )
    )
    if origin is AppointmentOrigin.FOLLOW_UP and patient.opted_out_at is not None:
        await call_about(work, appointment_id)
    names = {"patient_name": patient_name(patient), **resources.names}
    return AppointmentView.of({**columns, **names, "clinic_name": place.name, "time_zone": place.zone.key})


async def move_appointment(
    work: Work, appointment: Row, needs: Needs, wanted: Wanted, *, by_patient: bool, reasoned: bool = False
) -> AppointmentView:
    """Take another time instead. Raises as `place_appointment` does."""
    place, starts_at, chosen = wanted.place, wanted.starts_at, wanted.chosen
    require_ahead(starts_at, work.now, place.zone)
    require_device_only_when_needed(needs, chosen.device_id)
    leaving = Chosen(appointment.practitioner_id, appointment.room_id, appointment.device_id)
    resources = await lock_resources(work, place.clinic_id, chosen, leaving)
    require_suitable(needs, place, resources.practitioner, resources.device, starts_at)
    columns = _columns(needs, wanted, resources.device)
    same_time = starts_at == appointment.starts_at
    silent = {} if same_time or by_patient else silence_of(appointment.opted_out_at, work.now)
    announced = {} if same_time else _not_announced(work.now) | silent
    await vacate(work, appointment.id)
    await _occupy(work, appointment.id, appointment.patient_id, needs, wanted, resources, moving_id=appointment.id)
    moved = await change_appointment(work, appointment, reasoned=reasoned, **columns, **announced)
    if silent:
        await list_call(work, appointment, starts_at)
    if not same_time or chosen.practitioner_id != appointment.practitioner_id:
        await note_freed(work, appointment)
    # Another room or practitioner at the same time is not published: it concerns nobody else.
    if any(getattr(appointment, name) != columns[name] for name in _PUBLISHED):
        work.publish(
            AppointmentMoved(
                appointment_id=appointment.id,
                patient_id=published_patient(appointment),
                clinic_id=appointment.clinic_id,
                kind=needs.kind,
                previous_starts_at=appointment.starts_at,
                time=_time(needs, starts_at),
                cartridges=_cartridges(needs, resources.device),
            )
        )
    return AppointmentView.of({**moved, **resources.names})


async def cancel_appointment(
    work: Work, appointment: Row, reason: str, code: CancelReason, *, void: bool = False
) -> AppointmentView:
    """Free what an appointment occupies. ``reason`` stays at the clinic, ``code`` is published. Raises WrongStatus.

    ``void``: what was recorded at it was entered in error.
    """
    if not void:
        require_booked(Status(appointment.status))
    await vacate(work, appointment.id)
    by_patient = code in (CancelReason.PATIENT_ASKED, CancelReason.LEFT_UNTREATED)
    silent = {} if by_patient else silence_of(appointment.opted_out_at, work.now)
    said = {"status": Status.CANCELLED.value, "cancel_reason": reason, "cancel_code": code.value}
    cancelled = await change_appointment(work, appointment, **said, **_FREE, **silent)
    work.publish(AppointmentCancelled(**_said_of(appointment), reason=code.value))
    await WORKLIST.close_any(work, OF_APPOINTMENT, appointment.id, "cancelled")
    await note_freed(work, appointment)
    await ask_no_deposit(work, appointment)
    if silent:
        await list_call(work, appointment)
    return AppointmentView.of(cancelled)


_FREE: dict[str, Any] = {"held_since": None, "problems": []}
"""The columns of an appointment that is valid, or that lies ahead no longer."""


async def note_problems(work: Work, appointment: Row, found: Sequence[Problem], policy: ProblemPolicy) -> None:
    """Store what stands in an appointment's way. Held for other reasons than before, it stays held since then.

    Published when that holds the appointment, or holds it no longer.
    """
    problems = noted(found, appointment.problems, work.now)
    if problems == appointment.problems:
        return
    holding = [problem.code.value for problem in policy.with_fate(found, Fate.HELD)]
    held_since = (appointment.held_since or work.now) if holding else None
    await change_appointment(work, appointment, held_since=held_since, problems=problems)
    await list_problems(work, appointment, policy.fate_of(found))
    if holding and holding != _held_by(appointment, policy):
        work.publish(AppointmentHeld(**_said_of(appointment), reason=holding[0], reasons=tuple(holding)))
    elif appointment.held_since is not None and not holding:
        work.publish(AppointmentReleased(**_said_of(appointment)))


async def list_problems(work: Work, appointment: Row, fate: Fate | None) -> None:
    """Ask the front desk to look at an appointment, or no longer."""
    if fate in (Fate.HELD, Fate.ASKED):
        due_at = before_appointment(appointment.starts_at, work.now)
        await WORKLIST.open(work, APPOINTMENT_NOT_VALID, appointment.id, **item_of(appointment), due_at=due_at)
    else:
        await WORKLIST.close(work, APPOINTMENT_NOT_VALID, appointment.id, "valid_again")


def _held_by(appointment: Row, policy: ProblemPolicy) -> list[str]:
    """The codes for which an appointment is held until now."""
    if appointment.held_since is None:
        return []
    stored = [each["code"] for each in appointment.problems]
    return [code for code in stored if policy.fates[ProblemCode(code)] is Fate.HELD]


async def miss_appointment(work: Work, appointment: Row, *, void: bool = False) -> AppointmentView:
    """The patient did not come. Raises NotItsDay before the start, WrongStatus.

    ``void``: what was recorded at it was entered in error.
    """
    if not void:
        require_booked(Status(appointment.status))
    require_missable(appointment.starts_at, work.now, ZoneInfo(appointment.time_zone))
    await vacate(work, appointment.id)
    missed = await change_appointment(work, appointment, status=Status.MISSED.value, **_FREE)
    work.publish(AppointmentMissed(**_said_of(appointment)))
    await WORKLIST.close_any(work, OF_APPOINTMENT, appointment.id, "missed")
    return AppointmentView.of(missed)


def _said_of(appointment: Row) -> dict[str, Any]:
    """What every event says of an appointment that keeps, or gives up, the time that it has."""
    return {
        "appointment_id": appointment.id,
        "patient_id": published_patient(appointment),
        "clinic_id": appointment.clinic_id,
        "kind": AppointmentKind(appointment.kind),
        "starts_at": appointment.starts_at,
    }


_PUBLISHED = ("starts_at", "treatment_starts_at", "ends_at", "cartridge_gtin", "cartridges")
"""The columns that AppointmentBooked and AppointmentMoved carry."""


def _columns(needs: Needs, wanted: Wanted, device: Device | None) -> dict[str, Any]:
    """The columns that a time and a choice of resources decide."""
    need = _cartridges(needs, device)
    return _time(needs, wanted.starts_at).model_dump() | {
        "numbing_minutes": int(needs.lengths.numbing.total_seconds() // 60),
        "practitioner_id": wanted.chosen.practitioner_id,
        "room_id": wanted.chosen.room_id,
        "device_id": wanted.chosen.device_id,
        "cartridge_gtin": need.gtin if need else None,
        "cartridges": need.quantity if need else 0,
    }


def _booked(needs: Needs, place: Place) -> dict[str, Any]:
    """The columns of an appointment about which nothing was said but that it is booked."""
    return {
        "clinic_id": place.clinic_id,
        "kind": needs.kind.value,
        "status": Status.BOOKED.value,
        "course_id": needs.course_id,
        "cancel_reason": None,
        "record_id": None,
        "version": 1,
        "held_since": None,
    }


def _not_announced(now: datetime) -> dict[str, Any]:
    """The columns of an appointment whose time was set now: no message about it has gone out."""
    reached = {"notified_at": None, "unreached_at": None, "unreached_reason": None}
    return {"short_since": None, "time_set_at": now, "not_closed_since": None, **reached}


def _time(needs: Needs, starts_at: datetime) -> AppointmentTime:
    return AppointmentTime(
        starts_at=starts_at,
        treatment_starts_at=starts_at + needs.lengths.lead,
        ends_at=starts_at + needs.lengths.total,
    )


def _cartridges(needs: Needs, device: Device | None) -> CartridgeNeed | None:
    """What a session on this device takes from stock."""
    if needs.treats is None or device is None or device.cartridge_gtin is None:
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
        asked = {
            "patient_id": patient_id,
            "clinic_id": wanted.place.clinic_id,
            "kind": needs.kind.value,
            "course_id": needs.course_id,
            "starts_at": wanted.starts_at,
            "moving_id": moving_id,
            "practitioner_id": wanted.chosen.practitioner_id,
            "room_id": wanted.chosen.room_id,
            "device_id": wanted.chosen.device_id,
        }
        await use_hold(work, wanted.hold_id, asked)
    spans = needs.lengths.spans(wanted.starts_at)
    await occupy(work, appointment_id, patient_id, resources, spans, wanted.place)
