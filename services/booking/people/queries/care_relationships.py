"""Which clinics look, or looked, after a patient: for the home clinic and the patient."""

from uuid import UUID

from sqlalchemy import select

from chassis.http import Page, Paging, page
from chassis.work import Work
from services.booking.people.forms.care_relationships import CareRelationshipView
from services.booking.people.queries.patients import patient_row
from services.booking.people.store.patients import PATIENT_NAME
from services.booking.people.tables import care_relationships, clinics, patients


async def list_care_relationships(work: Work, patient_id: UUID, paging: Paging) -> Page[CareRelationshipView]:
    """All of them, the newest first. Raises NotFound, Forbidden."""
    await patient_row(work, patient_id)
    of = care_relationships
    statement = (
        select(of, PATIENT_NAME, clinics.c.name.label("clinic_name"))
        .join(patients, patients.c.id == of.c.patient_id)
        .join(clinics, clinics.c.id == of.c.clinic_id)
        .where(of.c.patient_id == patient_id)
    )
    return await page(work, statement, [of.c.id.desc()], paging, lambda row: CareRelationshipView(**row._mapping))
