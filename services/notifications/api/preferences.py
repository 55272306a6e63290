"""How a patient is reached."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from services.notifications.access import CONTACTS_READ
from services.notifications.domain.refusals import RecipientUnknown, RecordMerged
from services.notifications.forms.preferences import PreferencesView
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
