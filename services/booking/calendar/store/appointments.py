"""Appointments, locked and changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Label, Select, bindparam, func, insert, select, update

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.calendar.domain.appointments import Status
from services.booking.calendar.domain.unavailabilities import ResourceKind
from services.booking.calendar.tables import appointment_checks, appointments, devices, occupations, rooms
from services.booking.people.store.locks import lock_with_patient, patient_of
from services.booking.people.store.patients import PATIENT_NAME
from services.booking.people.store.practitioners import PRACTITIONER_NAME
from services.booking.people.tables import clinics, patients, practitioners

BEING_CHECKED = (
    select(appointment_checks.c.appointment_id)
    .where(appointment_checks.c.appointment_id == appointments.c.id)
    .exists()
    .label("being_checked")
)
"""Whether something on which an appointment depends has changed, and it has not been looked at since."""


def _until(kind: ResourceKind) -> Label[Any]:
    """Until when an appointment needs what it has of a kind; null when it occupies none."""
    of = occupations.c
    this = (of.appointment_id == appointments.c.id) & (of.resource_kind == kind.value)
    return select(func.upper(of.during)).where(this).scalar_subquery().label(f"{kind.value}_until")


def named_appointments() -> Select[Any]:
    """Appointments with the names that a front desk reads, the zone of their clinic, and until when they take what."""
    return select(
        appointments,
        PATIENT_NAME,
        clinics.c.name.label("clinic_name"),
        clinics.c.time_zone,
        PRACTITIONER_NAME,
        rooms.c.name.label("room_name"),
        devices.c.model.label("device_name"),
        patients.c.opted_out_at,
        BEING_CHECKED,
        _until(ResourceKind.ROOM),
        _until(ResourceKind.DEVICE),
    ).select_from(
        appointments.join(patients, patients.c.id == appointments.c.patient_id)
        .join(clinics, clinics.c.id == appointments.c.clinic_id)
        .join(practitioners, practitioners.c.id == appointments.c.practitioner_id)
        .join(rooms, rooms.c.id == appointments.c.room_id)
        .outerjoin(devices, devices.c.id == appointments.c.device_id)
    )


_PATIENT = patient_of(appointments)
_NAMED = Prepared(named_appointments().where(appointments.c.id == bindparam("of")))
_CHANGE = Prepared(update(appointments).where(appointments.c.id == bindparam("of")))
_INSERT = Prepared(insert(appointments))


async def lock_appointment(work: Work, appointment_id: UUID) -> Row:
    """An appointment with its names, its patient's row locked: it changes only under that lock. Raises NotFound."""
    row = await lock_with_patient(work, _PATIENT, _NAMED, appointment_id)
    if row is None:
        raise NotFound("There is no such appointment.")
    return row


def published_patient(appointment: Row) -> UUID:
    """The patient in an appointment's events: the one who it was booked for, also after two records were merged."""
    published: UUID = appointment.published_as or appointment.patient_id
    return published


def said_of(appointment: Row) -> dict[str, Any]:
    """What every event says of an appointment."""
    return {
        "appointment_id": appointment.id,
        "patient_id": published_patient(appointment),
        "clinic_id": appointment.clinic_id,
        "kind": appointment.kind,
    }


def is_booked(patient_id: UUID) -> ColumnElement[bool]:
    """The condition for an appointment to be one that the patient has."""
    return (appointments.c.patient_id == patient_id) & (appointments.c.status == Status.BOOKED.value)


async def booked_of(work: Work, patient_id: UUID) -> Sequence[Row]:
    """The booked appointments of a patient whose row is locked, with their names, the soonest first."""
    of = appointments.c
    booked = named_appointments().where(is_booked(patient_id))
    return (await work.execute(booked.order_by(of.starts_at, of.id))).all()


async def keep_appointment(work: Work, columns: dict[str, Any]) -> None:
    """Store a new appointment."""
    await work.execute(_INSERT, columns)


async def unreached_with(work: Work, appointment: Row) -> Sequence[Row]:
    """The patient's other appointments there of which the same message should have told, the patient's row locked."""
    at_once = appointments.c.unreached_at == appointment.unreached_at
    theirs = (appointments.c.patient_id == appointment.patient_id) & (appointments.c.clinic_id == appointment.clinic_id)
    found = named_appointments().where(theirs, at_once, appointments.c.id != appointment.id)
    return (await work.execute(found.order_by(appointments.c.id))).all()


async def count_ahead(work: Work, patient_id: UUID) -> int:
    """How many booked appointments a patient has ahead."""
    ahead = select(func.count()).where(is_booked(patient_id), appointments.c.starts_at > work.now)
    return int(await work.scalar(ahead))


async def booked_ahead_at(work: Work, clinic_id: UUID) -> list[UUID]:
    """The booked appointments of a clinic that have not begun, the soonest first."""
    of = appointments.c
    ahead = (of.clinic_id == clinic_id) & (of.status == Status.BOOKED.value) & (of.starts_at > work.now)
    return list((await work.execute(select(of.id).where(ahead).order_by(of.starts_at, of.id))).scalars())


async def sessions_ahead_with(work: Work, device_id: UUID) -> list[UUID]:
    """The booked sessions with a device that have not begun, in the order in which their patients are locked."""
    of = appointments.c
    ahead = (of.device_id == device_id) & (of.status == Status.BOOKED.value) & (of.starts_at > work.now)
    return list((await work.execute(select(of.id).where(ahead).order_by(of.patient_id, of.id))).scalars())


async def last_booked_at(work: Work, patient_id: UUID, clinic_id: UUID) -> datetime | None:
    """When the last booked appointment of the patient at this clinic ends (UTC), if there is one."""
    last = select(func.max(appointments.c.ends_at)).where(is_booked(patient_id), appointments.c.clinic_id == clinic_id)
    ends: datetime | None = await work.scalar(last)
    return ends


async def change_appointment(work: Work, appointment: Row, **values: Any) -> dict[str, Any]:
    """Change columns of a locked appointment; its version goes up by one. Answers what the appointment is now."""
    changed = {"version": appointment.version + 1, **values}
    await work.execute(_CHANGE, {"of": appointment.id, **changed})
    return {**appointment._mapping, **changed}


async def correct_appointment(work: Work, appointment: Row, reason: str, **values: Any) -> dict[str, Any]:
    """Change what was said to have become of a locked appointment; what it was, who says so and why stay with it."""
    corrected = {
        "reinstated_from": appointment.status,
        "reinstated_at": work.now,
        "reinstated_by": work.actor.subject,
        "reinstated_because": reason,
    }
    return await change_appointment(work, appointment, **corrected, **values)


async def close_appointment(
    work: Work, appointment: Row, record_id: UUID, at: datetime, because: str | None = None
) -> None:
    """The appointment took place at that moment (UTC): ``record_id`` is the consult or session that was recorded.

    ``because``: why it was said to be missed or cancelled by mistake; None: it was not.
    """
    performed = {"status": Status.PERFORMED.value, "record_id": record_id, "performed_at": at}
    if because is None:
        await change_appointment(work, appointment, **performed)
    else:
        await correct_appointment(work, appointment, because, **performed)


async def find_appointment(work: Work, appointment_id: UUID) -> Row | None:
    """An appointment with its names, when there is one."""
    return (await work.execute(_NAMED, {"of": appointment_id})).one_or_none()


async def patients_not_closed(work: Work, ended_before: datetime, limit: int) -> list[UUID]:
    """Some patients with a booked appointment that ended before then and is on no list, in the order of their ids."""
    of = appointments.c
    overdue = (of.status == Status.BOOKED.value) & (of.ends_at < ended_before) & of.not_closed_since.is_(None)
    statement = select(of.patient_id).where(overdue).distinct().order_by(of.patient_id).limit(limit)
    return list((await work.execute(statement)).scalars())


async def next_to_end(work: Work) -> datetime | None:
    """When the first of the booked appointments that are on no list as not closed ends, UTC."""
    of = appointments.c
    waiting = (of.status == Status.BOOKED.value) & of.not_closed_since.is_(None)
    first: datetime | None = (await work.execute(select(func.min(of.ends_at)).where(waiting))).scalar_one()
    return first


async def set_short(
    work: Work, appointment_id: UUID, session_at: datetime, since: datetime | None, substitute: str | None
) -> None:
    """Whether the clinic has the cartridges of a booked appointment, if its treatment still starts then (UTC).

    ``substitute`` is the product that is held instead of the one that its device takes.
    """
    of = appointments.c
    this = (of.id == appointment_id) & (of.treatment_starts_at == session_at) & (of.status == Status.BOOKED.value)
    await work.execute(update(appointments).where(this).values(short_since=since, substitute_gtin=substitute))
