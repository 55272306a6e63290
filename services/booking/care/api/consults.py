"""Consults are completed."""

from uuid import UUID

from chassis.http import Transaction, api_router
from services.booking.access import CLINICAL
from services.booking.care.commands import consults as commands
from services.booking.care.forms.consults import ConsultForm, ConsultView

router = api_router("consults")


@router.post("/appointments/{appointment_id}/consult", status_code=201, dependencies=[CLINICAL])
async def complete_consult(work: Transaction, appointment_id: UUID, form: ConsultForm) -> ConsultView:
    """Record what the practitioner found and plans; screening decides."""
    return await commands.complete_consult(work, appointment_id, form)
