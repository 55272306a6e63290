"""Appointments are read. They are booked, moved and cancelled in the care wing, which knows what each is for."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from pydantic import AwareDatetime

from chassis.http import Page, PageQuery, Transaction, api_router, tag_version
from services.booking.access import CARE_OR_PATIENT
from services.booking.calendar.forms.appointments import AppointmentView
from services.booking.calendar.queries import appointments as queries

router = api_router("appointments")


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
