"""How a patient is reached."""

from typing import Annotated
from uuid import UUID

from chassis.access.actors import Actor, Role
from chassis.access.tokens import allow
from chassis.http import Transaction, api_router
from services.notifications import queries
from services.notifications.forms import PreferencesView

router = api_router("preferences")


@router.get("/patients/{patient_id}/reachability")
async def read_reachability(
    patient_id: UUID,
    actor: Annotated[
        Actor, allow(Role.FRONT_DESK, Role.PRACTITIONER, Role.MEDICAL_DIRECTOR, Role.OPERATOR, Role.PATIENT)
    ],
    work: Transaction,
) -> PreferencesView:
    """Channel, agreement to marketing and opt-outs. To change the first two, ask booking."""
    return await queries.read_preferences(work, actor, patient_id)
