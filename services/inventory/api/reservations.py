"""/reservations and /incidents."""

from uuid import UUID

from chassis.http import Page, PageQuery, Transaction, api_router
from services.inventory.api.callers import Investigator, Staff
from services.inventory.domain.reservation import ReservationStatus
from services.inventory.forms import IncidentView, ReservationView
from services.inventory.queries.reservations import list_incidents, list_reservations

router = api_router("reservations")


@router.get("/reservations")
async def get_reservations(
    actor: Staff,
    work: Transaction,
    paging: PageQuery,
    appointment_id: UUID | None = None,
    clinic_id: UUID | None = None,
    status: ReservationStatus | None = None,
) -> Page[ReservationView]:
    """What appointments hold, or are short of."""
    if clinic_id is not None:
        actor.require_clinic(clinic_id)
    return await list_reservations(
        work, actor, paging, appointment_id=appointment_id, clinic_id=clinic_id, status=status
    )


@router.get("/incidents")
async def get_incidents(
    actor: Investigator, work: Transaction, paging: PageQuery, clinic_id: UUID | None = None
) -> Page[IncidentView]:
    """Cartridges that were used and should not have been, or that the ledger cannot account for."""
    if clinic_id is not None:
        actor.require_clinic(clinic_id)
    return await list_incidents(work, actor, paging, clinic_id)
