"""/reorder-proposals: what clinics should order, and why."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, ReadBy, Transaction, api_router, refuses
from services.inventory.access import ORDERS_READ, ORDERS_WRITE
from services.inventory.api.filters import GtinQuery
from services.inventory.commands import reorder_proposals as commands
from services.inventory.domain.purchase_order_refusals import OrderInvalid, ProposalChanged
from services.inventory.domain.refusals import ClinicUnknown, ClosedForGood, GtinInvalid
from services.inventory.domain.reorder_proposals import COVER_DAYS
from services.inventory.domain.supplier_refusals import SupplierEnded, SupplierUnknown
from services.inventory.forms.reorder_proposals import (
    ClinicProposalsView,
    CoverDays,
    ProposalAcceptanceForm,
    ProposalAcceptanceView,
)
from services.inventory.queries import reorder_proposals as queries

router = api_router("reorder-proposals")


@router.get("/reorder-proposals", dependencies=[allow(ORDERS_READ)])
@refuses(GtinInvalid)
async def list_reorder_proposals(
    work: Transaction,
    paging: PageQuery,
    reader: ReadBy,
    clinic_id: Annotated[UUID | None, Query(description="Left out: every clinic that the caller works for.")] = None,
    gtin: GtinQuery = None,
    covered: Annotated[bool, Query(description="true: products that nothing is lacking of as well.")] = False,
    cover_days: Annotated[CoverDays, Query(description="How many days an order should last.")] = COVER_DAYS,
) -> Page[ClinicProposalsView]:
    """What each clinic should order, from stock, use, booked sessions, lead time and orders, with the arithmetic."""
    return await queries.list_reorder_proposals(
        work, paging, reader, clinic_id=clinic_id, gtin=gtin, covered=covered, cover_days=cover_days
    )


@router.post("/reorder-proposals/accept", status_code=201, dependencies=[allow(ORDERS_WRITE)])
@refuses(ClosedForGood, ClinicUnknown, GtinInvalid, OrderInvalid, ProposalChanged, SupplierEnded, SupplierUnknown)
async def accept_reorder_proposals(work: Transaction, form: ProposalAcceptanceForm) -> ProposalAcceptanceView:
    """Put proposals on the clinic's drafts as they were read; all of them, or none when one has changed since."""
    work.access.authorize(where=form.clinic_id)
    return ProposalAcceptanceView(orders=await commands.accept_proposals(work, form))
