"""/shortages: what sessions of the next days lack."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from services.inventory.access import STOCK_READ
from services.inventory.commands.products import read_gtin
from services.inventory.domain.refusals import GtinInvalid
from services.inventory.forms.shortages import ShortageView
from services.inventory.queries import shortages as queries

router = api_router("shortages")


@router.get("/shortages", dependencies=[allow(STOCK_READ)])
@refuses(GtinInvalid)
async def list_shortages(
    work: Transaction,
    paging: PageQuery,
    clinic_id: Annotated[UUID | None, Query(description="Left out: every clinic that the caller works for.")] = None,
    gtin: str | None = None,
    closed: bool | None = None,
) -> Page[ShortageView]:
    """What sessions of the next days lack, the latest first, with the transfer or the order that would cure it.

    How many days is the planning policy's: 14 until the chain sets another number.
    """
    this = None if gtin is None else read_gtin(gtin)
    return await queries.list_shortages(work, paging, clinic_id=clinic_id, gtin=this, closed=closed)
