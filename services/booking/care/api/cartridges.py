"""A cartridge's label is read at the chair, before the cartridge is opened."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from chassis.refusals import Invalid, NotFound
from services.booking.access import CARE_WRITE
from services.booking.care.domain.refusals import (
    CartridgeAlreadyUsed,
    CartridgeLikeAnother,
    CartridgeRefused,
    LotIsRecalled,
)
from services.booking.care.forms.cartridges import CartridgeLabelView
from services.booking.care.queries import cartridges as queries

router = api_router("sessions")


@router.get("/appointments/{appointment_id}/cartridge", dependencies=[allow(CARE_WRITE)])
@refuses(CartridgeAlreadyUsed, CartridgeLikeAnother, CartridgeRefused, Invalid, LotIsRecalled, NotFound)
async def read_cartridge(
    work: Transaction,
    appointment_id: UUID,
    scan: Annotated[str, Query(max_length=10_000, description="GS1 code as scanned")],
    device_id: Annotated[UUID | None, Query(description="The device that is used; left out: the booked one.")] = None,
) -> CartridgeLabelView:
    """What a cartridge's label says, or why it may not be used at this session: read before the pack is opened.

    It is refused as recording the session would refuse it, and asked again then, for a recall may come between.
    """
    return await queries.cartridge_label(work, appointment_id, scan, device_id)
