"""The practitioners of a clinic."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from chassis.refusals import NotFound
from services.booking.access import CLINICS_EDIT, PRACTITIONERS_READ
from services.booking.people.commands import practitioners as commands
from services.booking.people.forms.practitioners import PractitionerForm, PractitionerView
from services.booking.people.queries import practitioners as queries

router = api_router("practitioners")


@router.post("/clinics/{clinic_id}/practitioners", status_code=201, dependencies=[allow(CLINICS_EDIT)])
@refuses(NotFound)
async def add_practitioner(work: Transaction, clinic_id: UUID, form: PractitionerForm) -> PractitionerView:
    """Add a practitioner and what they may do here."""
    return await commands.add_practitioner(work, clinic_id, form)


@router.get("/clinics/{clinic_id}/practitioners", dependencies=[allow(PRACTITIONERS_READ)])
async def list_practitioners(work: Transaction, clinic_id: UUID, paging: PageQuery) -> Page[PractitionerView]:
    """A clinic's practitioners, by family name."""
    return await queries.list_practitioners(work, clinic_id, paging)
