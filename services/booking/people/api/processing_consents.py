"""Consent to the processing of personal data."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from chassis.refusals import NotFound
from services.booking.access import CONSENTS_SETTLE, PATIENTS_EDIT, PATIENTS_READ
from services.booking.people.commands import processing_consents as commands
from services.booking.people.domain.refusals import AlreadySettled, EnteredAlready, RecordMerged
from services.booking.people.forms.processing_consents import (
    ConsentEndForm,
    ConsentForm,
    ConsentSettleForm,
    ConsentView,
    WithdrawnConsentView,
)
from services.booking.people.queries import processing_consents as queries

router = api_router("privacy")


@router.post("/patients/{patient_id}/processing-consents", status_code=201, dependencies=[allow(PATIENTS_EDIT)])
@refuses(EnteredAlready, NotFound, RecordMerged)
async def record_processing_consent(work: Transaction, patient_id: UUID, form: ConsentForm) -> ConsentView:
    """Record that a patient agreed to the processing of their data, and to which version of the wording."""
    return await commands.record_consent(work, patient_id, form)


@router.get("/patients/{patient_id}/processing-consents", dependencies=[allow(PATIENTS_READ)])
@refuses(NotFound, RecordMerged)
async def list_processing_consents(work: Transaction, patient_id: UUID, paging: PageQuery) -> Page[ConsentView]:
    """What a patient agreed to and withdrew, when, and who recorded it; the newest first."""
    return await queries.list_consents(work, patient_id, paging)


@router.get("/processing-consents", dependencies=[allow(CONSENTS_SETTLE)])
async def list_withdrawn_consents(
    work: Transaction, paging: PageQuery, clinic_id: UUID | None = None, settled: bool = False
) -> Page[WithdrawnConsentView]:
    """Consents that were withdrawn and that nobody has decided about, the longest waiting first; or the `settled`."""
    return await queries.list_withdrawn(work, paging, clinic_id=clinic_id, settled=settled)


@router.post("/processing-consents/{consent_id}/withdraw", dependencies=[allow(PATIENTS_EDIT)])
@refuses(AlreadySettled, NotFound, RecordMerged)
async def withdraw_processing_consent(work: Transaction, consent_id: UUID, form: ConsentEndForm) -> ConsentView:
    """Record that the patient agrees no longer. It stays in the record with when, by whom and how.

    Who agrees to nothing any more gets no marketing from then on. A medical director decides what else follows:
    the patient is erased, or it is noted what is kept and on what ground.
    """
    return await commands.withdraw_consent(work, consent_id, form)


@router.post("/processing-consents/{consent_id}/settle", dependencies=[allow(CONSENTS_SETTLE)])
@refuses(AlreadySettled, NotFound, RecordMerged)
async def settle_processing_consent(
    work: Transaction, consent_id: UUID, form: ConsentSettleForm
) -> WithdrawnConsentView:
    """Note what is kept of a patient who withdrew their consent, and on what ground."""
    return await commands.settle_consent(work, consent_id, form)
