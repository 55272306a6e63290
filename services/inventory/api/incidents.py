"""/incidents."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, PeriodQuery, ReadBy, Transaction, api_router, refuses
from chassis.worklist.items import ClaimedByAnother, ItemClosed
from services.inventory.access import INCIDENTS_CLOSE, INCIDENTS_READ
from services.inventory.api.filters import GtinQuery
from services.inventory.commands import incidents as commands
from services.inventory.domain.refusals import GtinInvalid, IncidentClosed, IncidentOpen, IncidentUnknown
from services.inventory.forms.incidents import IncidentClosingForm, IncidentView
from services.inventory.queries import incidents as queries

router = api_router("incidents")


@router.get("/incidents", dependencies=[allow(INCIDENTS_READ)])
@refuses(GtinInvalid)
async def list_incidents(
    work: Transaction,
    paging: PageQuery,
    period: PeriodQuery,
    reader: ReadBy,
    clinic_id: UUID | None = None,
    gtin: GtinQuery = None,
    lot: str | None = None,
    closed: bool | None = None,
) -> Page[IncidentView]:
    """Cartridges that were used and should not have been, or that the ledger cannot account for, the newest first.

    `from` and `to` are of when it was noticed.
    """
    return await queries.list_incidents(
        work, paging, period, clinic_id=clinic_id, gtin=gtin, lot=lot, closed=closed, reader=reader
    )


@router.post("/incidents/{incident_id}/close", dependencies=[allow(INCIDENTS_CLOSE)])
@refuses(ClaimedByAnother, IncidentClosed, IncidentUnknown, ItemClosed)
async def close_incident(
    work: Transaction, incident_id: UUID, form: IncidentClosingForm, reader: ReadBy
) -> IncidentView:
    """Close an incident that no fact closes, with what was found. It stays readable."""
    return (await commands.close_incident(work, incident_id, form.note)).said_to(reader)


@router.post("/incidents/{incident_id}/reopen", dependencies=[allow(INCIDENTS_CLOSE)])
@refuses(IncidentOpen, IncidentUnknown)
async def reopen_incident(work: Transaction, incident_id: UUID, reader: ReadBy) -> IncidentView:
    """It was closed by a person by mistake: it is on the worklist again."""
    return (await commands.reopen_incident(work, incident_id)).said_to(reader)
