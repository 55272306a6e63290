"""/recalls: of the whole chain, whatever clinics the caller works for."""

from uuid import UUID

from chassis.http import Transaction, api_router
from services.inventory.access import Recaller
from services.inventory.commands.recalls import recall
from services.inventory.forms.recalls import RecallForm, RecallView
from services.inventory.queries.recalls import show_recall

router = api_router("recalls")


@router.post("/recalls", status_code=201)
async def post_recall(actor: Recaller, work: Transaction, form: RecallForm) -> RecallView:
    """Quarantine a lot everywhere, and answer at once who was treated with it."""
    return await show_recall(work, await recall(work, form))


@router.get("/recalls/{recall_id}")
async def get_recall(actor: Recaller, work: Transaction, recall_id: UUID) -> RecallView:
    """A recall and its trace, with the uses recorded since."""
    return await show_recall(work, recall_id)
