"""What patients agreed to, and what was withdrawn."""

from uuid import UUID

from sqlalchemy import select

from chassis.access.rows import within
from chassis.http import Page, Paging, page
from chassis.work import Work
from services.booking.people.forms.processing_consents import ConsentView, WithdrawnConsentView
from services.booking.people.queries.patients import patient_row
from services.booking.people.store.patients import PATIENT_NAME
from services.booking.people.store.processing_consents import waits_for_decision
from services.booking.people.tables import patients
from services.booking.people.tables import processing_consents as of


async def list_consents(work: Work, patient_id: UUID, paging: Paging) -> Page[ConsentView]:
    """The newest first. Raises NotFound, Forbidden."""
    await patient_row(work, patient_id)
    statement = select(of).where(of.c.patient_id == patient_id)
    return await page(work, statement, [of.c.id.desc()], paging, ConsentView.model_validate)


async def list_withdrawn(
    work: Work, paging: Paging, *, clinic_id: UUID | None, settled: bool
) -> Page[WithdrawnConsentView]:
    """Those of patients of the caller's clinics, the longest waiting first.

    Nobody has to decide about a patient who has agreed to something since, or who was erased.
    """
    seen = within(work.access.reach(where=clinic_id), patient=of.c.patient_id, clinics=[patients.c.home_clinic_id])
    waits = waits_for_decision() & patients.c.erased_at.is_(None)
    statement = (
        select(of, PATIENT_NAME, patients.c.home_clinic_id.label("clinic_id"))
        .join(patients, patients.c.id == of.c.patient_id)
        .where(of.c.withdrawn_at.is_not(None), seen, of.c.settled_at.is_not(None) if settled else waits)
    )
    if clinic_id is not None:
        statement = statement.where(patients.c.home_clinic_id == clinic_id)
    return await page(work, statement, [of.c.id], paging, WithdrawnConsentView.model_validate)
