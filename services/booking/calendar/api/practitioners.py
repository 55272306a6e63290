"""Clinics get practitioners."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from chassis.refusals import NotFound
from services.booking.access import CLINICS_EDIT
from services.booking.calendar.commands import practitioners as commands
from services.booking.people.forms.practitioners import PractitionerForm, PractitionerView

router = api_router("practitioners")


@router.post("/clinics/{clinic_id}/practitioners", status_code=201, dependencies=[allow(CLINICS_EDIT)])
@refuses(NotFound)
async def add_practitioner(work: Transaction, clinic_id: UUID, form: PractitionerForm) -> PractitionerView:
    """Add a practitioner and what they may do here."""
    return await commands.add_practitioner(work, clinic_id, form)
