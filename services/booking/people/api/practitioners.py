"""The practitioners of a clinic."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from chassis.refusals import NotFound
from services.booking.access import CLINICS_EDIT, PRACTITIONERS_READ
from services.booking.people.commands import practitioners as commands
from services.booking.people.forms.practitioners import PractitionerNameForm, PractitionerView
from services.booking.people.queries import practitioners as queries

router = api_router("practitioners")


@router.get("/clinics/{clinic_id}/practitioners", dependencies=[allow(PRACTITIONERS_READ)])
async def list_practitioners(work: Transaction, clinic_id: UUID, paging: PageQuery) -> Page[PractitionerView]:
    """A clinic's practitioners, by family name."""
    return await queries.list_practitioners(work, clinic_id, paging)


@router.post("/clinics/{clinic_id}/practitioners/{practitioner_id}/rename", dependencies=[allow(CLINICS_EDIT)])
@refuses(NotFound)
async def rename_practitioner(
    work: Transaction, clinic_id: UUID, practitioner_id: UUID, form: PractitionerNameForm
) -> PractitionerView:
    """Put right what a practitioner is called: what is booked and recorded with them says it too."""
    await commands.rename_practitioner(work, clinic_id, practitioner_id, form)
    return await queries.practitioner_at(work, clinic_id, practitioner_id)
