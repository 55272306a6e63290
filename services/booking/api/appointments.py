"""Slots are offered; appointments are booked, moved, cancelled and missed."""

from datetime import date, time
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from pydantic import AwareDatetime

from chassis.http import IfMatch, Page, PageQuery, Transaction, api_router, tag_version
from contracts.vocabulary import AppointmentKind
from services.booking.api.access import CARE, CARE_OR_PATIENT
from services.booking.commands import appointments as commands
from services.booking.forms.appointments import (
    AppointmentForm,
    AppointmentView,
    CancelForm,
    FollowUpView,
    MoveForm,
    SlotsView,
)
from services.booking.queries import appointments as queries
from services.booking.queries.offers import Question, offer

router = api_router("appointments")

Moment = AwareDatetime | date
"""A moment with its offset, or a local day of the clinic."""


@router.get("/slots", dependencies=[CARE_OR_PATIENT])
async def list_slots(
    work: Transaction,
    clinic_id: UUID,
    kind: AppointmentKind,
    course_id: UUID | None = None,
    patient_id: Annotated[UUID | None, Query(description="keeps clear of the patient's other appointments")] = None,
    practitioner_id: UUID | None = None,
    since: Annotated[Moment | None, Query(alias="from", description="a moment, or a local day")] = None,
    until: Annotated[Moment | None, Query(alias="to", description="a moment, or a local day, included")] = None,
    near: Annotated[time | None, Query(description="local time of day, e.g. 12:30, that is wanted most")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> SlotsView:
    """Times that can be booked as they stand, the most wanted first."""
    question = Question(clinic_id, kind, course_id, patient_id, practitioner_id, since, until, near, limit)
    return await offer(work, question)


@router.post("/appointments", status_code=201, dependencies=[CARE_OR_PATIENT])
async def book(work: Transaction, form: AppointmentForm, response: Response) -> AppointmentView:
    """Book one of the slots offered."""
    return await read_appointment(work, await commands.book(work, form), response)


@router.get("/appointments", dependencies=[CARE_OR_PATIENT])
async def list_appointments(
    work: Transaction,
    paging: PageQuery,
    patient_id: UUID | None = None,
    clinic_id: UUID | None = None,
    since: Annotated[AwareDatetime | None, Query(alias="from", description="starts at or after")] = None,
    until: Annotated[AwareDatetime | None, Query(alias="to", description="starts before")] = None,
) -> Page[AppointmentView]:
    """A patient's or a clinic's appointments, by start."""
    return await queries.list_appointments(
        work, paging, patient_id=patient_id, clinic_id=clinic_id, since=since, until=until
    )


@router.get("/appointments/{appointment_id}", dependencies=[CARE_OR_PATIENT])
async def read_appointment(work: Transaction, appointment_id: UUID, response: Response) -> AppointmentView:
    """One appointment; its ETag goes into If-Match of a move."""
    appointment = await queries.appointment(work, appointment_id)
    tag_version(response, appointment.version)
    return appointment


@router.post("/appointments/{appointment_id}/move", dependencies=[CARE_OR_PATIENT])
async def move(
    work: Transaction, appointment_id: UUID, form: MoveForm, version: IfMatch, response: Response
) -> AppointmentView:
    """Give an appointment another time."""
    await commands.move(work, appointment_id, form, version)
    return await read_appointment(work, appointment_id, response)


@router.post("/appointments/{appointment_id}/cancel", dependencies=[CARE_OR_PATIENT])
async def cancel(work: Transaction, appointment_id: UUID, form: CancelForm, response: Response) -> AppointmentView:
    """Cancel an appointment; what it took is free again."""
    await commands.cancel(work, appointment_id, form)
    return await read_appointment(work, appointment_id, response)


@router.post("/appointments/{appointment_id}/miss", dependencies=[CARE])
async def miss(work: Transaction, appointment_id: UUID, response: Response) -> AppointmentView:
    """Note that the patient did not come."""
    await commands.miss(work, appointment_id)
    return await read_appointment(work, appointment_id, response)


@router.get("/follow-ups", dependencies=[CARE])
async def list_follow_ups(work: Transaction, paging: PageQuery, clinic_id: UUID | None = None) -> Page[FollowUpView]:
    """Follow-ups that the front desk must place; booking one takes it off this list."""
    return await queries.list_follow_ups(work, paging, clinic_id)
