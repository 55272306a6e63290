"""Appointments are read, and patients called. They are booked, moved and cancelled in the care wing."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, PeriodQuery, Transaction, api_router, refuses, tag_version
from chassis.refusals import Invalid, NotFound
from services.booking.access import CALENDAR_CLOSE, CALENDAR_READ
from services.booking.calendar.commands import calls as commands
from services.booking.calendar.domain.appointments import AppointmentKind, Status
from services.booking.calendar.domain.problems import ProblemCode
from services.booking.calendar.domain.refusals import NobodyToCall
from services.booking.calendar.forms.appointments import AppointmentView
from services.booking.calendar.queries import appointments as queries
from services.booking.calendar.queries.appointments import Order
from services.booking.people.domain.refusals import RecordMerged

router = api_router("appointments")


@router.get("/appointments", dependencies=[allow(CALENDAR_READ)])
@refuses(Invalid, NotFound, RecordMerged)
async def list_appointments(
    work: Transaction,
    paging: PageQuery,
    period: PeriodQuery,
    patient_id: Annotated[UUID | None, Query(description="This or `clinic_id` is needed.")] = None,
    clinic_id: UUID | None = None,
    practitioner_id: UUID | None = None,
    status: Status | None = None,
    kind: AppointmentKind | None = None,
    held: Annotated[bool | None, Query(description="true: those that may not take place for now.")] = None,
    problem: Annotated[ProblemCode | None, Query(description="Those that have this problem.")] = None,
    overlapping: Annotated[bool | None, Query(description="true: booked on what was taken, with a reason.")] = None,
    order: Annotated[
        Order | None, Query(description="By start. Default: a patient's newest first, a clinic's soonest first.")
    ] = None,
) -> Page[AppointmentView]:
    """A patient's or a clinic's appointments; `from` and `to` are of their start."""
    return await queries.list_appointments(
        work,
        paging,
        period,
        patient_id=patient_id,
        clinic_id=clinic_id,
        practitioner_id=practitioner_id,
        status=status,
        kind=kind,
        held=held,
        problem=problem,
        overlapping=overlapping,
        order=order,
    )


@router.get("/appointments/{appointment_id}", dependencies=[allow(CALENDAR_READ)])
@refuses(NotFound)
async def read_appointment(work: Transaction, appointment_id: UUID, response: Response) -> AppointmentView:
    """One appointment; its ETag goes into If-Match of a move."""
    appointment = await queries.appointment(work, appointment_id)
    tag_version(response, appointment.version)
    return appointment


@router.post("/appointments/{appointment_id}/call", dependencies=[allow(CALENDAR_CLOSE)])
@refuses(NobodyToCall, NotFound)
async def note_call(work: Transaction, appointment_id: UUID, response: Response) -> AppointmentView:
    """Note that the patient, whom no message reached, was called and knows about the appointment."""
    called = await commands.note_call(work, appointment_id)
    tag_version(response, called.version)
    return called
