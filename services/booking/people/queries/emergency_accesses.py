"""Which records were opened in an emergency: for the patient and the home clinic, and for who reviews it."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from chassis.access.rows import within
from chassis.http import Page, Paging, page
from chassis.work import Work
from services.booking.people.forms.emergency_accesses import EmergencyAccessView, ReviewedAccessView
from services.booking.people.queries.patients import patient_row
from services.booking.people.store.patients import PATIENT_NAME
from services.booking.people.tables import clinics, patients
from services.booking.people.tables import emergency_accesses as of


async def list_of_patient(work: Work, patient_id: UUID, paging: Paging) -> Page[EmergencyAccessView]:
    """A patient's, the newest first. Raises NotFound, Forbidden."""
    await patient_row(work, patient_id)
    statement = _named().where(of.c.patient_id == patient_id)
    return await page(work, statement, [of.c.id.desc()], paging, EmergencyAccessView.model_validate)


async def list_for_review(
    work: Work, paging: Paging, *, clinic_id: UUID | None, reviewed: bool
) -> Page[ReviewedAccessView]:
    """Those of the caller's clinics, as the patient's or as the one that opened it, the longest waiting first."""
    reach = work.access.reach(where=clinic_id)
    seen = within(reach, patient=of.c.patient_id, clinics=[of.c.home_clinic_id, of.c.clinic_id])
    waits = of.c.reviewed_at.is_(None)
    statement = _named().where(seen, ~waits if reviewed else waits)
    if clinic_id is not None:
        statement = statement.where((of.c.home_clinic_id == clinic_id) | (of.c.clinic_id == clinic_id))
    return await page(work, statement, [of.c.id], paging, ReviewedAccessView.model_validate)


def _named() -> Select[Any]:
    return (
        select(of, PATIENT_NAME, clinics.c.name.label("clinic_name"))
        .join(patients, patients.c.id == of.c.patient_id)
        .join(clinics, clinics.c.id == of.c.clinic_id)
    )
