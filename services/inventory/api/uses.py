"""A lot's trace. GS1 allows a slash in a lot."""

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from services.inventory.access import USES_READ
from services.inventory.commands.products import read_gtin
from services.inventory.domain.refusals import GtinInvalid, LotUnknown
from services.inventory.forms.uses import TraceView
from services.inventory.queries import uses as queries

router = api_router("uses")


@router.get("/lots/{gtin}/{lot:path}/trace", dependencies=[allow(USES_READ)])
@refuses(GtinInvalid, LotUnknown)
async def read_trace(work: Transaction, gtin: str, lot: str) -> TraceView:
    """Who was treated with a lot: patient, clinic, session, time."""
    return await queries.show_trace(work, read_gtin(gtin), lot)
