"""Reads of consents, and of the documents that are signed today."""

from uuid import UUID

from sqlalchemy import select

from chassis.data.rows import Row
from chassis.http import Page, Paging, equal_to, page
from chassis.language import best_language
from chassis.work import Work
from services.screening.access import visible
from services.screening.domain.consents import ConsentDocument
from services.screening.domain.refusals import ConsentNotFound
from services.screening.forms.consents import ConsentDocumentsView, ConsentDocumentView, ConsentSummary, ConsentView
from services.screening.queries.languages import Wanted
from services.screening.store.care_relationships import clinics_of
from services.screening.store.consents import find_consent, require_documents
from services.screening.store.patients import find_patient
from services.screening.tables import consents


async def consent_documents(work: Work, wanted: Wanted) -> ConsentDocumentsView:
    """The documents that are signed today, in the reader's language. Raises NothingInForce."""
    found = await require_documents(work, work.now.date())
    shown = [_document(code, each, found.document.language, wanted) for code, each in found.document.documents.items()]
    return ConsentDocumentsView(version=found.version, digest=found.digest, documents=shown)


def _document(code: str, document: ConsentDocument, own: str, wanted: Wanted) -> ConsentDocumentView:
    language = best_language(wanted.tags, tuple(document.texts), own)
    text = document.texts[language]
    return ConsentDocumentView(
        code=code,
        modality=document.modality,
        areas=list(document.areas),
        edition=document.edition,
        language=language,
        title=text.title,
        paragraphs=list(text.paragraphs),
    )


async def list_consents(
    work: Work, paging: Paging, *, patient_id: UUID | None, clinic_id: UUID | None
) -> Page[ConsentSummary]:
    """Consents, the newest first, those that ended too."""
    of = consents.c
    wanted = equal_to({of.patient_id: patient_id, of.clinic_id: clinic_id})
    seen = visible(work.access.reach(whose=patient_id, where=clinic_id), consents)
    statement = select(consents).where(*wanted, seen)
    return await page(work, statement, [of.id.desc()], paging, ConsentSummary.model_validate)


async def one_consent(work: Work, consent_id: UUID) -> ConsentView:
    """One consent with its signature. Raises ConsentNotFound, Forbidden."""
    consent = await find_consent(work, consent_id)
    if consent is None:
        raise ConsentNotFound("There is no such consent: list the patient's consents.")
    patient = await find_patient(work, consent.patient_id)
    work.access.authorize(whose=consent.patient_id, where={consent.clinic_id, *await clinics_of(work, patient)})
    return shown_consent(consent)


def shown_consent(consent: Row) -> ConsentView:
    """A consent's row."""
    return ConsentView.model_validate(consent)
