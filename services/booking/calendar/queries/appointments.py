"""Appointments with the names that a front desk reads."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import cast
from sqlalchemy.dialects.postgresql import JSONB

from chassis.http import Page, Paging, Period, equal_to, is_set, page
from chassis.refusals import Invalid, NotFound
from chassis.work import Work
from services.booking.access import visible
from services.booking.calendar.domain.appointments import AppointmentKind, Status
from services.booking.calendar.domain.problems import ProblemCode
from services.booking.calendar.forms.appointments import AppointmentView
from services.booking.calendar.store.appointments import named_appointments
from services.booking.calendar.tables import appointments
from services.booking.people.access import authorize_row, opened_at, seen_of
from services.booking.people.queries.patients import patient_row


class Order(StrEnum):
    """Which appointments come first."""

    SOONEST = "soonest"
    NEWEST = "newest"


async def appointment(work: Work, appointment_id: UUID) -> AppointmentView:
    """Raises NotFound, Forbidden."""
    row = (await work.execute(named_appointments().where(appointments.c.id == appointment_id))).one_or_none()
    if row is None:
        raise NotFound("There is no such appointment.")
    await authorize_row(work, row.patient_id, row.clinic_id)
    return AppointmentView.of(row._mapping)


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
    held: bool | None,
    problem: ProblemCode | None,
    overlapping: bool | None,
    order: Order | None,
) -> Page[AppointmentView]:
    """A patient's or a clinic's appointments by start, of the clinics that the actor may see. Raises Forbidden.

    A patient's come newest first, a clinic's soonest first, unless ``order`` says otherwise.
    """
    reach = work.access.reach(whose=patient_id, where=clinic_id, opened=await opened_at(work, patient_id))
    patient_id = patient_id or (reach.own if clinic_id is None else None)
    if patient_id is None and clinic_id is None:
        raise Invalid("Send patient_id or clinic_id.")
    statement = named_appointments().where(await seen_of(work, reach, patient_id, visible(reach, appointments)))
    if patient_id is not None:
        await patient_row(work, patient_id)
        statement = statement.where(appointments.c.patient_id == patient_id)
    if clinic_id is not None:
        statement = statement.where(appointments.c.clinic_id == clinic_id)
    of, start, id = appointments.c, appointments.c.starts_at, appointments.c.id
    statement = statement.where(
        *equal_to({of.practitioner_id: practitioner_id, of.status: status, of.kind: kind}),
        *is_set({of.held_since: held, of.overlaps_because: overlapping}),
        *period.of(start),
    )
    if problem is not None:
        statement = statement.where(of.problems != cast([], JSONB), of.problems.contains([{"code": problem.value}]))
    newest_first = (order or (Order.SOONEST if patient_id is None else Order.NEWEST)) is Order.NEWEST
    by_start = [start.desc(), id.desc()] if newest_first else [start, id]
    return await page(work, statement, by_start, paging, lambda row: AppointmentView.of(row._mapping))
