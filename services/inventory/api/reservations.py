"""/reservations."""

from uuid import UUID

from chassis.http import Page, PageQuery, Transaction, api_router
from services.inventory.access import Staff
from services.inventory.domain.reservations import ReservationStatus
from services.inventory.forms.reservations import ReservationView
from services.inventory.queries.reservations import list_reservations

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
