"""A patient agrees to the processing of their data."""

from uuid import UUID

from chassis.work import Work
from services.booking.people.access import require_patient
from services.booking.people.forms.processing_consents import ConsentForm, ConsentView
from services.booking.people.store.patients import lock_patient
from services.booking.people.store.processing_consents import keep_consent


async def record_consent(work: Work, patient_id: UUID, form: ConsentForm) -> ConsentView:
    """Who, when, and to which wording. Nothing is published: no service asks for it. Raises NotFound, Forbidden."""
    await require_patient(work, await lock_patient(work, patient_id))
    return ConsentView.model_validate(await keep_consent(work, patient_id, form.wording))
