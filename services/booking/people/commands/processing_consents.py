"""A patient agrees to the processing of their data, and withdraws that; a director says what is kept without it."""

from uuid import UUID

from sqlalchemy import update

from chassis.data.rows import Row
from chassis.work import Work
from contracts.booking.patients import ContactPreferencesChanged
from services.booking.people.access import require_patient
from services.booking.people.domain.due_times import DECIDE_CONSENT_WITHIN
from services.booking.people.domain.refusals import AlreadySettled, EnteredAlready
from services.booking.people.forms.processing_consents import (
    ConsentEndForm,
    ConsentForm,
    ConsentSettleForm,
    ConsentView,
    WithdrawnConsentView,
)
from services.booking.people.store.patients import lock_patient, lock_person, patient_name
from services.booking.people.store.processing_consents import (
    change_consent,
    consent_row,
    keep_consent,
    standing_consents,
    waiting_consents,
)
from services.booking.people.tables import patients
from services.booking.worklist import CONSENT_WITHDRAWN, WORKLIST


async def record_consent(work: Work, patient_id: UUID, form: ConsentForm) -> ConsentView:
    """Who, when, and to which wording. Raises NotFound, Forbidden, EnteredAlready."""
    await require_patient(work, await lock_patient(work, patient_id))
    for row in await standing_consents(work, patient_id):
        if row.wording == form.wording:
            raise EnteredAlready(
                "The patient agreed to {wording} on {agreed_at}: it is recorded already.",
                wording=form.wording,
                agreed_at=row.agreed_at,
                consent_id=str(row.id),
            )
    consent = await keep_consent(work, patient_id, form.wording)
    await WORKLIST.close(work, CONSENT_WITHDRAWN, patient_id, "agrees_again")
    return ConsentView.model_validate(consent)


async def withdraw_consent(work: Work, consent_id: UUID, form: ConsentEndForm) -> ConsentView:
    """The patient agrees no longer. What was done until now stays lawful (GDPR, article 7 (3)).

    Who agrees to nothing any more gets no marketing; a medical director says what else follows.
    Raises NotFound, Forbidden, AlreadySettled.
    """
    patient = await lock_person(work, (await consent_row(work, consent_id)).patient_id)
    await require_patient(work, patient)
    if (await consent_row(work, consent_id)).withdrawn_at is not None:
        raise AlreadySettled("This consent was withdrawn already.")
    ended = {"withdrawn_at": work.now, "withdrawn_by": work.actor.subject, "withdrawn_because": form.reason}
    row = await change_consent(work, consent_id, **ended)
    work.audit("processing_consent.withdrawn", f"patient/{patient.id}", consent=str(consent_id), reason=form.reason)
    if patient.marketing and not await standing_consents(work, patient.id):
        await _end_marketing(work, patient)
    await list_withdrawn_of(work, patient.id, patient.home_clinic_id)
    return ConsentView.model_validate(row)


async def settle_consent(work: Work, consent_id: UUID, form: ConsentSettleForm) -> WithdrawnConsentView:
    """Say what is kept without a consent, and on what ground. Raises NotFound, Forbidden, AlreadySettled."""
    patient = await lock_person(work, (await consent_row(work, consent_id)).patient_id)
    work.access.authorize(whose=patient.id, where=patient.home_clinic_id)
    consent = await consent_row(work, consent_id)
    if consent.withdrawn_at is None:
        raise AlreadySettled("This consent stands: nothing has to be decided about it.")
    if consent.settled_at is not None:
        raise AlreadySettled("{settler} has decided about this already.", settler=consent.settled_by)
    settled = {"settled_at": work.now, "settled_by": work.actor.subject, "settled_note": form.note}
    row = await change_consent(work, consent_id, **settled)
    work.audit("processing_consent.settled", f"patient/{patient.id}", consent=str(consent_id))
    if not await waiting_consents(work, patient.id):
        await WORKLIST.close(work, CONSENT_WITHDRAWN, patient.id, "settled")
    names = {"patient_name": patient_name(patient), "clinic_id": patient.home_clinic_id}
    return WithdrawnConsentView(**row._mapping, **names)


async def list_withdrawn_of(work: Work, patient_id: UUID, clinic_id: UUID) -> None:
    """A locked patient who agrees to nothing any more is work for a medical director of their home clinic."""
    if waiting := await waiting_consents(work, patient_id):
        await WORKLIST.open(
            work,
            CONSENT_WITHDRAWN,
            patient_id,
            clinic_id=clinic_id,
            patient_id=patient_id,
            due_at=max(each.withdrawn_at for each in waiting) + DECIDE_CONSENT_WITHIN,
        )


async def join_withdrawn(work: Work, ends: UUID, stays: Row) -> None:
    """The consents of two merged records are one person's: what one agrees to answers what the other withdrew."""
    await WORKLIST.close(work, CONSENT_WITHDRAWN, ends, "merged")
    if await standing_consents(work, stays.id):
        await WORKLIST.close(work, CONSENT_WITHDRAWN, stays.id, "agrees_again")
    await list_withdrawn_of(work, stays.id, stays.home_clinic_id)


async def part_withdrawn(work: Work, patient: Row) -> None:
    """Of a locked patient who held somebody else's consents until now, or whose consents somebody else held."""
    if await standing_consents(work, patient.id):
        await WORKLIST.close(work, CONSENT_WITHDRAWN, patient.id, "agrees_again")
    elif not await waiting_consents(work, patient.id):
        await WORKLIST.close(work, CONSENT_WITHDRAWN, patient.id, "parted")
    await list_withdrawn_of(work, patient.id, patient.home_clinic_id)


async def _end_marketing(work: Work, patient: Row) -> None:
    changed = {"marketing": False, "version": patient.version + 1}
    await work.execute(update(patients).where(patients.c.id == patient.id).values(**changed))
    work.publish(ContactPreferencesChanged(patient_id=patient.id, channel=patient.channel, marketing=False))
