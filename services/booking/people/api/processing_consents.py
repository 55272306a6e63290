"""Consent to the processing of personal data."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from chassis.refusals import NotFound
from services.booking.access import PATIENTS_EDIT, PATIENTS_READ
from services.booking.people.commands import processing_consents as commands
from services.booking.people.domain.refusals import RecordMerged
from services.booking.people.forms.processing_consents import ConsentForm, ConsentView
from services.booking.people.queries import processing_consents as queries

router = api_router("privacy")


@router.post("/patients/{patient_id}/processing-consents", status_code=201, dependencies=[allow(PATIENTS_EDIT)])
@refuses(NotFound, RecordMerged)
async def record_processing_consent(work: Transaction, patient_id: UUID, form: ConsentForm) -> ConsentView:
    """Record that a patient agreed to the processing of their data, and to which version of the wording."""
    return await commands.record_consent(work, patient_id, form)


@router.get("/patients/{patient_id}/processing-consents", dependencies=[allow(PATIENTS_READ)])
@refuses(NotFound, RecordMerged)
async def list_processing_consents(work: Transaction, patient_id: UUID, paging: PageQuery) -> Page[ConsentView]:
    """What a patient agreed to, when, and who recorded it; the newest first."""
    return await queries.list_consents(work, patient_id, paging)
