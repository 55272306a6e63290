"""How a patient is reached."""

from uuid import UUID

from chassis.http import Transaction, api_router, refuses
from services.notifications.access import ReachReader
from services.notifications.domain.refusals import RecipientUnknown
from services.notifications.forms.preferences import PreferencesView
from services.notifications.queries import preferences as queries

router = api_router("preferences")


@router.get("/patients/{patient_id}/reachability")
@refuses(RecipientUnknown)
async def read_reachability(
    patient_id: UUID,
    actor: ReachReader,
    work: Transaction,
) -> PreferencesView:
    """Channel, language, agreement to marketing and opt-outs. All but the opt-outs are changed in booking."""
    return await queries.read_preferences(work, actor, patient_id)
