"""The practitioners of a clinic."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router
from services.booking.access import PRACTITIONERS_READ
from services.booking.people.forms.practitioners import PractitionerView
from services.booking.people.queries import practitioners as queries

router = api_router("practitioners")


@router.get("/clinics/{clinic_id}/practitioners", dependencies=[allow(PRACTITIONERS_READ)])
async def list_practitioners(work: Transaction, clinic_id: UUID, paging: PageQuery) -> Page[PractitionerView]:
    """A clinic's practitioners, by family name."""
    return await queries.list_practitioners(work, clinic_id, paging)
