"""How a patient is reached."""

from typing import Annotated
from uuid import UUID

from chassis.access.actors import Actor, Role
from chassis.access.tokens import allow
from chassis.http import Transaction, api_router, refuses
from services.notifications.domain.refusals import RecipientUnknown
from services.notifications.forms.preferences import PreferencesView
from services.notifications.queries import preferences as queries

router = api_router("preferences")


@router.get("/patients/{patient_id}/reachability")
@refuses(RecipientUnknown)
async def read_reachability(
    patient_id: UUID,
    actor: Annotated[
        Actor, allow(Role.FRONT_DESK, Role.PRACTITIONER, Role.MEDICAL_DIRECTOR, Role.OPERATOR, Role.PATIENT)
    ],
    work: Transaction,
) -> PreferencesView:
    """Channel, language, agreement to marketing and opt-outs. All but the opt-outs are changed in booking."""
    return await queries.read_preferences(work, actor, patient_id)
