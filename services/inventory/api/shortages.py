"""/shortages: what sessions of the next days lack."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from services.inventory.access import STOCK_READ, STOCK_WRITE
from services.inventory.api.filters import GtinQuery
from services.inventory.commands.shortage_transfers import accept_cure
from services.inventory.domain.purchase_order_refusals import ProposalChanged
from services.inventory.domain.refusals import ClinicUnknown, ClosedForGood, GtinInvalid, ShortageUnknown
from services.inventory.domain.transfer_refusals import (
    SessionsFallShort,
    TransferInvalid,
    TransferRefused,
    TransferUnknown,
)
from services.inventory.forms.shortages import CureAcceptanceForm, ShortageView
from services.inventory.forms.transfers import TransferView
from services.inventory.queries import shortages as queries
from services.inventory.queries.transfers import show_transfer

router = api_router("shortages")


@router.get("/shortages", dependencies=[allow(STOCK_READ)])
@refuses(GtinInvalid)
async def list_shortages(
    work: Transaction,
    paging: PageQuery,
    clinic_id: Annotated[UUID | None, Query(description="Left out: every clinic that the caller works for.")] = None,
    gtin: GtinQuery = None,
    closed: bool | None = None,
) -> Page[ShortageView]:
    """What sessions of the next days lack, the latest first, with the transfer or the order that would cure it.

    How many days is the planning policy's: 14 until the chain sets another number.
    """
    return await queries.list_shortages(work, paging, clinic_id=clinic_id, gtin=gtin, closed=closed)


@router.post("/shortages/{shortage_id}/accept", status_code=201, dependencies=[allow(STOCK_WRITE)])
@refuses(
    ClosedForGood,
    ClinicUnknown,
    ProposalChanged,
    SessionsFallShort,
    ShortageUnknown,
    TransferInvalid,
    TransferRefused,
    TransferUnknown,
)
async def accept_shortage_transfer(work: Transaction, shortage_id: UUID, form: CureAcceptanceForm) -> TransferView:
    """Send what a clinic lacks from one that can spare it, the lots that expire first; refused when it cannot any more.

    Cartridges with numbers are scanned one by one: POST /v1/transfers.
    """
    work.access.authorize(where=form.from_clinic_id)
    return await show_transfer(work, await accept_cure(work, shortage_id, form))
