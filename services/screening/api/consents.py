"""Consents: the documents, and what was signed."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from chassis.reference.canonical import NotJson
from chassis.reference.reading import NothingInForce
from chassis.reference.store import ReferenceAltered
from chassis.refusals import NotFound
from services.screening import queries
from services.screening.access import CONSENT_DOCUMENTS_READ, CONSENTS_READ, CONSENTS_SIGN
from services.screening.api.languages import LanguageQuery
from services.screening.commands import consents as commands
from services.screening.domain.refusals import (
    ClinicNotKnown,
    ConsentIncomplete,
    ConsentIsOver,
    ConsentNotFound,
    DocumentReplaced,
    GuardianNeeded,
    RecordMerged,
)
from services.screening.forms.consents import (
    ConsentDocumentsView,
    ConsentForm,
    ConsentSummary,
    ConsentView,
    WithdrawConsentForm,
)

router = api_router("consents")


@router.get("/consent-documents", dependencies=[allow(CONSENT_DOCUMENTS_READ)])
@refuses(NothingInForce, NotFound, NotJson, ReferenceAltered)
async def list_consent_documents(work: Transaction, language: LanguageQuery) -> ConsentDocumentsView:
    """What is agreed to before a procedure, as it is signed today."""
    return await queries.consent_documents(work, language)


@router.post("/patients/{patient_id}/consents", status_code=201, dependencies=[allow(CONSENTS_SIGN)])
@refuses(
    ClinicNotKnown,
    ConsentIncomplete,
    DocumentReplaced,
    GuardianNeeded,
    NothingInForce,
    NotFound,
    NotJson,
    ReferenceAltered,
    RecordMerged,
)
async def sign_consent(patient_id: UUID, form: ConsentForm, work: Transaction) -> ConsentView:
    """Sign a document that was read, as the patient or as a guardian. Without a consent there is no session."""
    return queries.shown_consent(await commands.sign_consent(work, patient_id, form))


@router.get("/consents", dependencies=[allow(CONSENTS_READ)])
async def list_consents(
    work: Transaction, paging: PageQuery, patient_id: UUID | None = None, clinic_id: UUID | None = None
) -> Page[ConsentSummary]:
    """Consents, the newest first, those that ended too."""
    return await queries.list_consents(work, paging, patient_id=patient_id, clinic_id=clinic_id)


@router.get("/consents/{consent_id}", dependencies=[allow(CONSENTS_READ)])
@refuses(ConsentNotFound)
async def read_consent(consent_id: UUID, work: Transaction) -> ConsentView:
    """One consent with its signature, and the version and digest of what was signed."""
    return await queries.one_consent(work, consent_id)


@router.post("/consents/{consent_id}/withdraw", dependencies=[allow(CONSENTS_SIGN)])
@refuses(ConsentIsOver, ConsentNotFound)
async def withdraw_consent(consent_id: UUID, form: WithdrawConsentForm, work: Transaction) -> ConsentView:
    """Withdraw a consent. From that moment no session takes place under it."""
    return queries.shown_consent(await commands.withdraw_consent(work, consent_id, form))
