"""What a practitioner may do, and what is booked that this does not allow."""

from uuid import UUID

from chassis.http import View
from services.booking.calendar.forms.touched import TouchedAppointmentsView
from services.booking.people.forms.practitioners import PermissionForm


class PermissionsView(View):
    """What a practitioner may do, with the appointments ahead that it does not allow."""

    practitioner_id: UUID
    permissions: list[PermissionForm]
    touched: TouchedAppointmentsView
