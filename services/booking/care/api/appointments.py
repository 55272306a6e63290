"""Appointments are booked, moved, cancelled and missed."""

from uuid import UUID

from fastapi import Response

from chassis.http import IfMatch, Transaction, api_router, tag_version
from services.booking.access import CARE, CARE_OR_PATIENT
from services.booking.calendar.forms.appointments import AppointmentForm, AppointmentView, CancelForm, MoveForm
from services.booking.care.commands import appointments as commands

router = api_router("appointments")


@router.post("/appointments", status_code=201, dependencies=[CARE_OR_PATIENT])
async def book(work: Transaction, form: AppointmentForm, response: Response) -> AppointmentView:
    """Book one of the slots offered."""
    return _tagged(response, await commands.book(work, form))


@router.post("/appointments/{appointment_id}/move", dependencies=[CARE_OR_PATIENT])
async def move(
    work: Transaction, appointment_id: UUID, form: MoveForm, version: IfMatch, response: Response
) -> AppointmentView:
    """Give an appointment another time."""
    return _tagged(response, await commands.move(work, appointment_id, form, version))


@router.post("/appointments/{appointment_id}/cancel", dependencies=[CARE_OR_PATIENT])
async def cancel(work: Transaction, appointment_id: UUID, form: CancelForm, response: Response) -> AppointmentView:
    """Cancel an appointment; what it took is free again."""
    return _tagged(response, await commands.cancel(work, appointment_id, form))


@router.post("/appointments/{appointment_id}/miss", dependencies=[CARE])
async def miss(work: Transaction, appointment_id: UUID, response: Response) -> AppointmentView:
    """Note that the patient did not come."""
    return _tagged(response, await commands.miss(work, appointment_id))


def _tagged(response: Response, appointment: AppointmentView) -> AppointmentView:
    tag_version(response, appointment.version)
    return appointment
