"""A lot's trace. GS1 allows a slash in a lot."""

from chassis.http import Transaction, api_router
from services.inventory.access import Recaller
from services.inventory.commands.products import read_gtin
from services.inventory.forms.uses import TraceView
from services.inventory.queries.uses import show_trace

router = api_router("uses")


@router.get("/lots/{gtin}/{lot:path}/trace")
async def get_trace(actor: Recaller, work: Transaction, gtin: str, lot: str) -> TraceView:
    """Who was treated with a lot: patient, clinic, session, time."""
    return await show_trace(work, actor, read_gtin(gtin), lot)
