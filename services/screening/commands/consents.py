"""A patient or a guardian signs a consent, withdraws it, or is asked again for a new edition."""

from datetime import UTC
from typing import Any
from uuid import UUID

from chassis.data.rows import Row
from chassis.refusals import FieldError
from chassis.work import Work
from contracts.screening.screenings import ConsentEnded, ConsentSigned
from services.screening.commands.upcoming import list_upcoming
from services.screening.domain.consents import ConsentEnd, SignedAs, last_day, needs_guardian
from services.screening.domain.refusals import (
    ClinicNotKnown,
    ConsentIncomplete,
    ConsentIsOver,
    ConsentNotFound,
    DocumentReplaced,
    GuardianNeeded,
)
from services.screening.domain.spans import age_on
from services.screening.forms.consents import ConsentForm, WithdrawConsentForm
from services.screening.store.care_relationships import clinics_of
from services.screening.store.clinics import day_at
from services.screening.store.consents import (
    documents_in_force,
    end_consent,
    find_consent,
    insert_consent,
    live_consents,
    of_older_editions,
    require_documents,
)
from services.screening.store.patients import lock_going_on, lock_person

END_REPLACED = "end-replaced-consents"
"""The timer that ends consents whose document has a new edition, some at a time."""
AT_ONCE = 50


async def sign_consent(work: Work, patient_id: UUID, form: ConsentForm) -> Row:
    """Keep a signed consent. One to the same document that still counted is replaced. Answers its row.

    Raises ClinicNotKnown, NothingInForce, DocumentReplaced, ConsentIncomplete, GuardianNeeded, Forbidden.
    """
    patient = await lock_going_on(work, patient_id)
    work.access.authorize(whose=patient_id, where=await clinics_of(work, patient))
    if patient.home_clinic_id is None:
        raise ClinicNotKnown("This patient has not arrived here yet: try again in a moment.")
    today = await day_at(work, patient.home_clinic_id)
    read = await require_documents(work, today)
    document = read.document.documents.get(form.document)
    if document is None or (form.version, form.digest) != (read.version, read.digest):
        raise DocumentReplaced("This is not the document that is signed today: read it again, then sign.")
    _require_whole(form, document.texts.keys())
    age = age_on(today, patient.date_of_birth) if patient.date_of_birth else None
    if form.signed_as is SignedAs.PATIENT and needs_guardian(read.document, age):
        raise GuardianNeeded("This patient is too young to sign: have a guardian sign, with name and relation.")
    for earlier in await live_consents(work, patient_id):
        if earlier.document == form.document:
            await _end(work, earlier, ConsentEnd.REPLACED, ended_at=work.now)
    consent = await insert_consent(
        work,
        patient_id=patient_id,
        clinic_id=patient.home_clinic_id,
        edition=document.edition,
        document_signature=read.signature,
        modality=document.modality.value,
        areas=list(document.areas),
        signature_kind=form.signature.kind.value,
        signature=form.signature.value,
        valid_until=last_day(read.document, today),
        **form.model_dump(include={"document", "version", "digest", "language", "signatory", "relation", "device"}),
        signed_as=form.signed_as.value,
    )
    work.publish(
        ConsentSigned(
            consent_id=consent.id,
            patient_id=patient_id,
            clinic_id=consent.clinic_id,
            modality=document.modality,
            areas=document.areas,
            valid_until=consent.valid_until,
            signed_at=work.now,
        )
    )
    work.audit("consent signed", f"consent/{consent.id}", document=form.document, signed_as=form.signed_as.value)
    await list_upcoming(work, patient_id)
    return consent


def _require_whole(form: ConsentForm, languages: Any) -> None:
    if form.language not in languages:
        known = ", ".join(languages)
        error = FieldError("language", "The document is there in {known}: show one of these.", values={"known": known})
        raise ConsentIncomplete("This consent lacks something: see errors.", errors=[error])
    if form.signed_as is SignedAs.GUARDIAN and form.relation is None:
        error = FieldError("relation", "Say what the guardian is to the patient.")
        raise ConsentIncomplete("This consent lacks something: see errors.", errors=[error])


async def withdraw_consent(work: Work, consent_id: UUID, form: WithdrawConsentForm) -> Row:
    """The patient no longer agrees: from that moment no session takes place under it. Answers its row.

    Raises ConsentNotFound, ConsentIsOver, Forbidden.
    """
    seen = await find_consent(work, consent_id)
    if seen is None:
        raise ConsentNotFound("There is no such consent: list the patient's consents.")
    patient = await lock_person(work, seen.patient_id)
    work.access.authorize(whose=seen.patient_id, where={seen.clinic_id, *await clinics_of(work, patient)})
    consent = await find_consent(work, consent_id) or seen
    if consent.ended_at is not None:
        raise ConsentIsOver("This consent ended already ({why}): nothing is left to withdraw.", why=consent.ended_why)
    said_at = max(min(form.said_at or work.now, work.now), consent.signed_at)
    ended = await _end(work, consent, ConsentEnd.WITHDRAWN, ended_at=said_at, reason=form.reason)
    work.audit("consent withdrawn", f"consent/{consent_id}")
    await list_upcoming(work, consent.patient_id)
    return ended


async def _end(work: Work, consent: Row, why: ConsentEnd, **columns: Any) -> Row:
    ended = await end_consent(work, consent.id, why.value, **columns)
    work.publish(
        ConsentEnded(
            consent_id=consent.id,
            patient_id=consent.patient_id,
            clinic_id=consent.clinic_id,
            reason=why.value,
            ended_at=ended.ended_at,
        )
    )
    return ended


async def ask_again(work: Work) -> None:
    """Documents came into force: consents to earlier editions end, in the worker."""
    await work.set_timer(END_REPLACED, "", work.now)


async def end_replaced(work: Work) -> None:
    """End the next consents whose document has a new edition, and leave the rest to the next timer."""
    documents = await documents_in_force(work, work.now.astimezone(UTC).date())
    if documents is None:
        return
    stale = await of_older_editions(work, documents.document, AT_ONCE)
    for seen in stale:
        await lock_person(work, seen.patient_id)
        consent = await find_consent(work, seen.id)
        if consent is not None and consent.ended_at is None:
            await _end(work, consent, ConsentEnd.REPLACED, ended_at=work.now)
            await list_upcoming(work, consent.patient_id)
    if len(stale) == AT_ONCE:
        await work.set_timer(END_REPLACED, "", work.now)
