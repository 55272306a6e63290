"""Protocols are read."""

from chassis.http import api_router
from services.booking.access import ANYONE
from services.booking.care.forms.protocols import ProtocolsView
from services.booking.care.queries import protocols as queries

router = api_router("protocols")


@router.get("/protocols", dependencies=[ANYONE])
async def list_protocols() -> ProtocolsView:
    """Every protocol, each number with its source."""
    return queries.protocols()
