"""/incidents."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, PeriodQuery, Transaction, api_router
from services.inventory.access import INCIDENTS_READ
from services.inventory.forms.incidents import IncidentView
from services.inventory.queries import incidents as queries

router = api_router("incidents")


@router.get("/incidents", dependencies=[allow(INCIDENTS_READ)])
async def list_incidents(
    work: Transaction,
    paging: PageQuery,
    period: PeriodQuery,
    clinic_id: UUID | None = None,
    gtin: str | None = None,
    lot: str | None = None,
) -> Page[IncidentView]:
    """Cartridges that were used and should not have been, or that the ledger cannot account for, the newest first.

    `from` and `to` are of when it was noticed.
    """
    return await queries.list_incidents(work, paging, period, clinic_id=clinic_id, gtin=gtin, lot=lot)
