"""/closing-clinics: what lies where nobody will be any more."""

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router
from services.inventory.access import STOCK_READ
from services.inventory.api.filters import ClinicQuery
from services.inventory.forms.clinic_ends import ClosingClinicView
from services.inventory.queries import clinic_ends as queries

router = api_router("stock")


@router.get("/closing-clinics", dependencies=[allow(STOCK_READ)])
async def list_closing_clinics(
    work: Transaction, paging: PageQuery, clinic_id: ClinicQuery = None
) -> Page[ClosingClinicView]:
    """Clinics that are, or will be, closed for good, the first to close first, with what is to be moved from there."""
    return await queries.list_closing_clinics(work, paging, clinic_id=clinic_id)
