"""/reservations."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, PeriodQuery, Transaction, api_router
from services.inventory.access import RESERVATIONS_READ
from services.inventory.domain.reservations import ReservationStatus
from services.inventory.forms.reservations import ReservationView
from services.inventory.queries import reservations as queries

router = api_router("reservations")


@router.get("/reservations", dependencies=[allow(RESERVATIONS_READ)])
async def list_reservations(
    work: Transaction,
    paging: PageQuery,
    period: PeriodQuery,
    appointment_id: UUID | None = None,
    clinic_id: UUID | None = None,
    status: ReservationStatus | None = None,
) -> Page[ReservationView]:
    """What appointments hold, or are short of, the soonest first; `from` and `to` are of when the treatment starts."""
    return await queries.list_reservations(
        work, paging, period, appointment_id=appointment_id, clinic_id=clinic_id, status=status
    )
