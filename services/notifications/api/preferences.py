"""How a patient is reached."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from chassis.worklist.items import ClaimedByAnother
from services.notifications.access import CONTACTS_READ, MESSAGES_SETTLE
from services.notifications.commands import addresses as commands
from services.notifications.domain.refusals import NothingToConfirm, RecipientUnknown, RecordMerged
from services.notifications.forms.preferences import ConfirmAddressForm, PreferencesView
from services.notifications.queries import preferences as queries

router = api_router("preferences")


@router.get("/patients/{patient_id}/reachability", dependencies=[allow(CONTACTS_READ)])
@refuses(RecipientUnknown, RecordMerged)
async def read_reachability(
    patient_id: UUID,
    work: Transaction,
) -> PreferencesView:
    """Channel, language, agreement to marketing and opt-outs. All but the opt-outs are changed in booking."""
    return await queries.read_preferences(work, patient_id)


@router.post("/patients/{patient_id}/addresses/confirm", dependencies=[allow(MESSAGES_SETTLE)])
@refuses(ClaimedByAnother, NothingToConfirm, RecipientUnknown, RecordMerged)
async def confirm_address(patient_id: UUID, form: ConfirmAddressForm, work: Transaction) -> PreferencesView:
    """Say that a number or address is right although a carrier refused it: messages go there again."""
    await commands.confirm_address(work, patient_id, form.channel, form.address, form.note)
    return await queries.read_preferences(work, patient_id)
