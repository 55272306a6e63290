"""What practitioners may do."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from chassis.refusals import NotFound
from services.booking.access import CLINICS_EDIT
from services.booking.calendar.forms.touched import TouchedAppointmentsView
from services.booking.care.commands import permissions as commands
from services.booking.care.forms.permissions import PermissionsView
from services.booking.people.forms.practitioners import PermissionsForm

router = api_router("practitioners")
OF_ONE = "/clinics/{clinic_id}/practitioners/{practitioner_id}/permissions"


@router.put(OF_ONE, dependencies=[allow(CLINICS_EDIT)])
@refuses(NotFound)
async def change_permissions(
    work: Transaction, clinic_id: UUID, practitioner_id: UUID, form: PermissionsForm
) -> PermissionsView:
    """Say all that a practitioner may do, each with its days and depth; what is left out is not permitted any longer.

    The answer has the appointments ahead that this does not allow. `…/touched` answers them before.
    """
    return await commands.permit(work, clinic_id, practitioner_id, form)


@router.post(OF_ONE + "/touched", dependencies=[allow(CLINICS_EDIT)])
@refuses(NotFound)
async def preview_permissions(
    work: Transaction, clinic_id: UUID, practitioner_id: UUID, form: PermissionsForm
) -> TouchedAppointmentsView:
    """What is booked that these permissions would not allow. Nothing changes."""
    return await commands.preview_permissions(work, clinic_id, practitioner_id, form)
