"""Appointments with the names that a front desk reads."""

from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, select

from chassis.http import Page, Paging, Period, equal_to, page
from chassis.refusals import Invalid, NotFound
from chassis.work import Work
from contracts.vocabulary import AppointmentKind
from services.booking.calendar.domain.appointments import Status
from services.booking.calendar.forms.appointments import AppointmentView, CartridgesView
from services.booking.calendar.tables import appointments, devices, rooms
from services.booking.people.access import own_id
from services.booking.people.queries.patients import patient_row
from services.booking.people.store.patients import PATIENT_NAME
from services.booking.people.tables import clinics, patients, practitioners


class Order(StrEnum):
    """Which appointments come first."""

    SOONEST = "soonest"
    NEWEST = "newest"


def _appointments() -> Select[Any]:
    practitioner_name = (practitioners.c.given_name + " " + practitioners.c.family_name).label("practitioner_name")
    return select(
        appointments,
        PATIENT_NAME,
        clinics.c.name.label("clinic_name"),
        clinics.c.time_zone,
        practitioner_name,
        rooms.c.name.label("room_name"),
        devices.c.model.label("device_name"),
    ).select_from(
        appointments.join(patients, patients.c.id == appointments.c.patient_id)
        .join(clinics, clinics.c.id == appointments.c.clinic_id)
        .join(practitioners, practitioners.c.id == appointments.c.practitioner_id)
        .join(rooms, rooms.c.id == appointments.c.room_id)
        .outerjoin(devices, devices.c.id == appointments.c.device_id)
    )


async def appointment(work: Work, appointment_id: UUID) -> AppointmentView:
    """Raises NotFound, Forbidden."""
    row = (await work.execute(_appointments().where(appointments.c.id == appointment_id))).one_or_none()
    if row is None:
        raise NotFound("There is no such appointment.")
    work.actor.require_patient(row.patient_id)
    work.actor.require_clinic(row.clinic_id)
    return _view(row)


async def list_appointments(
    work: Work,
    paging: Paging,
    period: Period,
    *,
    patient_id: UUID | None,
    clinic_id: UUID | None,
    practitioner_id: UUID | None,
    status: Status | None,
    kind: AppointmentKind | None,
    order: Order | None,
) -> Page[AppointmentView]:
    """A patient's or a clinic's appointments by start, of the clinics that the actor may see. Raises Forbidden.

    A patient's come newest first, a clinic's soonest first, unless ``order`` says otherwise.
    """
    if work.actor.is_patient and patient_id is None:
        patient_id = own_id(work.actor)
    if patient_id is None and clinic_id is None:
        raise Invalid("Say whose: send patient_id or clinic_id.")
    statement = _appointments()
    if patient_id is not None:
        await patient_row(work, patient_id)
        statement = statement.where(appointments.c.patient_id == patient_id)
    if clinic_id is not None:
        work.actor.require_clinic(clinic_id)
        statement = statement.where(appointments.c.clinic_id == clinic_id)
    if work.actor.clinics is not None and not work.actor.is_patient:
        statement = statement.where(appointments.c.clinic_id.in_(work.actor.clinics))
    of, start, id = appointments.c, appointments.c.starts_at, appointments.c.id
    statement = statement.where(
        *equal_to({of.practitioner_id: practitioner_id, of.status: status, of.kind: kind}), *period.of(start)
    )
    newest_first = (order or (Order.SOONEST if patient_id is None else Order.NEWEST)) is Order.NEWEST
    by_start = [start.desc(), id.desc()] if newest_first else [start, id]
    return await page(work, statement, by_start, paging, _view)


def _view(row: Row[Any]) -> AppointmentView:
    need = CartridgesView(gtin=row.cartridge_gtin, quantity=row.cartridges) if row.cartridge_gtin else None
    return AppointmentView(
        **{name: value for name, value in row._mapping.items() if name in AppointmentView.model_fields}
        | {
            "local_start": row.starts_at.astimezone(ZoneInfo(row.time_zone)),
            "cartridges": need,
            "could_not_reach": row.unreached_reason,
            "session_id": row.record_id if row.kind == AppointmentKind.SESSION.value else None,
        }
    )
