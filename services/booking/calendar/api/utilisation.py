"""/figures/utilisation: how busy practitioners, rooms and devices are."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.figures import DaysQuery, FiguresView
from chassis.http import Transaction, api_router
from services.booking.access import FIGURES_READ
from services.booking.calendar.forms.utilisation import UtilisationView
from services.booking.calendar.queries import utilisation as queries

router = api_router("figures")


@router.get("/figures/utilisation", dependencies=[allow(FIGURES_READ)])
async def read_utilisation(
    work: Transaction, days: DaysQuery, clinic_id: UUID | None = None
) -> FiguresView[UtilisationView]:
    """Booked time of practitioners, rooms and devices beside the time in which they could have been booked, by week.

    Appointments that took place or are booked count, by the local day for which they are; cancelled and missed ones
    do not. Open time is that of the clinic's hours, closures, holidays, shifts and unavailabilities as they are
    entered now. A room or a device counts from ever on until it is entered as gone.
    """
    return await queries.utilisation_of(work, days, clinic_id)
