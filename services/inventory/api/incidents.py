"""/incidents."""

from uuid import UUID

from chassis.http import Page, PageQuery, Transaction, api_router
from services.inventory.access import Investigator
from services.inventory.forms.incidents import IncidentView
from services.inventory.queries.incidents import list_incidents

router = api_router("incidents")


@router.get("/incidents")
async def get_incidents(
    actor: Investigator, work: Transaction, paging: PageQuery, clinic_id: UUID | None = None
) -> Page[IncidentView]:
    """Cartridges that were used and should not have been, or that the ledger cannot account for."""
    if clinic_id is not None:
        actor.require_clinic(clinic_id)
    return await list_incidents(work, actor, paging, clinic_id)
