"""Patients confirm a new number or address."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from services.notifications.access import CONTACTS_CONFIRM
from services.notifications.commands.confirmations import confirm
from services.notifications.domain.refusals import ChangeUnknown, CodeExpired
from services.notifications.forms.confirmations import ConfirmationForm, ConfirmationView

router = api_router("preferences")


@router.post("/contact-changes/{change_id}/confirm", dependencies=[allow(CONTACTS_CONFIRM)])
@refuses(ChangeUnknown, CodeExpired)
async def confirm_contact_change(work: Transaction, change_id: UUID, form: ConfirmationForm) -> ConfirmationView:
    """Give back the code that was sent over a new number or address.

    A wrong code is answered, not refused, because it counts: after five of them the change is void.
    """
    made = await confirm(work, change_id, form.code)
    return ConfirmationView(change_id=change_id, confirmed=made.confirmed, tries_left=made.tries_left)
