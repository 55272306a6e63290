"""/recall-checks: whether a recall notice concerns the chain. Nothing is recalled by it."""

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from services.inventory.access import RECALLS_READ
from services.inventory.domain.refusals import NoticeInvalid, NoticeUnreadable
from services.inventory.forms.recall_checks import RecallCheckForm, RecallCheckView
from services.inventory.queries import recall_checks as queries

router = api_router("recall checks")


@router.post("/recall-checks", dependencies=[allow(RECALLS_READ)])
@refuses(NoticeInvalid, NoticeUnreadable)
async def check_recall(work: Transaction, form: RecallCheckForm) -> RecallCheckView:
    """Try codes of a notice, or results of openFDA: none of yours, or which, where, and how many."""
    return await queries.check_recall(work, form)
