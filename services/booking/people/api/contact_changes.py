"""Changes of contact that wait to be confirmed."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from chassis.refusals import NotFound
from services.booking.access import PATIENTS_EDIT, PATIENTS_READ
from services.booking.people.commands import contact_changes as commands
from services.booking.people.domain.refusals import RecordMerged
from services.booking.people.forms.contact_changes import ContactChangeView
from services.booking.people.queries import contact_changes as queries

router = api_router("patients")


@router.get("/patients/{patient_id}/contact-changes", dependencies=[allow(PATIENTS_READ)])
@refuses(NotFound, RecordMerged)
async def list_contact_changes(work: Transaction, patient_id: UUID, paging: PageQuery) -> Page[ContactChangeView]:
    """New numbers and addresses that the patient asked for, and what became of each; the newest first."""
    return await queries.list_changes(work, patient_id, paging)


@router.post("/patients/{patient_id}/contact-changes/{change_id}/withdraw", dependencies=[allow(PATIENTS_EDIT)])
@refuses(NotFound, RecordMerged)
async def withdraw_contact_change(work: Transaction, patient_id: UUID, change_id: UUID) -> ContactChangeView:
    """Object to a change that waits to be confirmed: its code is void, and everything stays as it was."""
    return await commands.withdraw_change(work, patient_id, change_id)
