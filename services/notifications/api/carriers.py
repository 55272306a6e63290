"""The carriers of messages."""

from chassis.access.admission import allow
from chassis.http import Transaction, api_router
from services.notifications.access import CARRIERS_READ
from services.notifications.forms.carriers import CarriersView
from services.notifications.queries import carriers as queries

router = api_router("messages")


@router.get("/carriers", dependencies=[allow(CARRIERS_READ)])
async def read_carriers(work: Transaction) -> CarriersView:
    """Whether the carrier of each channel answers, and how many messages wait for it."""
    return await queries.read_carriers(work)
