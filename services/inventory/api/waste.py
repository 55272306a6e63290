"""/figures/waste: what was bought and never used."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.figures import DaysQuery, FiguresView
from chassis.http import Page, PageQuery, Transaction, api_router
from services.inventory.access import FIGURES_READ
from services.inventory.forms.waste import WasteEntryView, WasteReason, WasteView
from services.inventory.queries import waste as queries

router = api_router("figures")


@router.get("/figures/waste", dependencies=[allow(FIGURES_READ)])
async def read_waste(work: Transaction, days: DaysQuery, clinic_id: UUID | None = None) -> FiguresView[WasteView]:
    """Cartridges that expired, were thrown away, opened for nothing or lost, by clinic and reason, with their value.

    Each counts on the local day on which the books say it. What was taken back does not count. Recalled cartridges
    count once they are thrown away, those that went back to the supplier do not. Values are at the prices that held
    when they moved. `used` is what was used on patients.
    """
    return await queries.waste_of(work, days, clinic_id)


@router.get("/figures/waste/entries", dependencies=[allow(FIGURES_READ)])
async def list_waste_entries(
    work: Transaction,
    paging: PageQuery,
    days: DaysQuery,
    clinic_id: UUID | None = None,
    reason: WasteReason | None = None,
) -> Page[WasteEntryView]:
    """The movements behind the figure, each with its product, lot, reason and value; the last come first."""
    return await queries.list_waste_entries(work, paging, days, clinic_id=clinic_id, reason=reason)
