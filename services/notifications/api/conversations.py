"""What was written both ways."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, PeriodQuery, Transaction, api_router, refuses
from services.notifications.access import TEXTS_READ
from services.notifications.domain.refusals import RecipientUnknown, RecordMerged
from services.notifications.forms.conversations import LineView
from services.notifications.queries import conversations as queries

router = api_router("conversations")


@router.get("/patients/{patient_id}/conversation", dependencies=[allow(TEXTS_READ)])
@refuses(RecipientUnknown, RecordMerged)
async def list_conversation(
    patient_id: UUID, work: Transaction, paging: PageQuery, period: PeriodQuery
) -> Page[LineView]:
    """What the patient wrote and what left for them, the newest first. `from` and `to` are of when it came or left."""
    return await queries.list_conversation(work, paging, period, patient_id)
