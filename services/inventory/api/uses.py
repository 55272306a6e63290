"""A lot's trace, and uses both ways. GS1 allows a slash in a lot."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, PeriodQuery, ReadBy, Transaction, api_router, refuses
from services.inventory.access import USES_READ
from services.inventory.api.filters import GtinQuery
from services.inventory.commands.products import read_gtin
from services.inventory.domain.refusals import GtinInvalid, LotUnknown, TraceUnbounded
from services.inventory.forms.uses import TraceView, UseListedView
from services.inventory.queries import uses as queries

router = api_router("uses")


@router.get("/uses", dependencies=[allow(USES_READ)])
@refuses(GtinInvalid, TraceUnbounded)
async def list_uses(
    work: Transaction,
    paging: PageQuery,
    period: PeriodQuery,
    reader: ReadBy,
    gtin: GtinQuery = None,
    lot: Annotated[str | None, Query(description="With its gtin.")] = None,
    serial: Annotated[str | None, Query(description="With its gtin.")] = None,
    patient_id: Annotated[UUID | None, Query(description="Needs the scope patients:identify.")] = None,
    clinic_id: UUID | None = None,
    withdrawn: bool | None = None,
) -> Page[UseListedView]:
    """On whom a lot or a cartridge was used, or what was used on a patient, the latest first; any number of pages."""
    which = {"gtin": gtin, "lot": lot, "serial": serial}
    return await queries.list_uses(
        work, paging, period, reader, **which, patient_id=patient_id, clinic_id=clinic_id, withdrawn=withdrawn
    )


@router.get("/lots/{gtin}/{lot:path}/trace", dependencies=[allow(USES_READ)])
@refuses(GtinInvalid, LotUnknown)
async def read_trace(work: Transaction, gtin: str, lot: str, reader: ReadBy) -> TraceView:
    """Who was treated with a lot: patient, clinic, session, time; of a large one, `GET /v1/uses` answers in pages."""
    return (await queries.show_trace(work, read_gtin(gtin), lot)).said_to(reader)
