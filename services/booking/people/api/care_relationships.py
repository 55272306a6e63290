"""Clinics that look after another clinic's patient for a time."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from chassis.refusals import NotFound
from services.booking.access import CARE_OPEN, PATIENTS_READ
from services.booking.people.commands import care_relationships as commands
from services.booking.people.domain.refusals import EnteredAlready, RecordMerged
from services.booking.people.forms.care_relationships import CareRelationshipForm, CareRelationshipView
from services.booking.people.queries import care_relationships as queries

router = api_router("care-relationships")


@router.post("/patients/{patient_id}/care-relationships", status_code=201, dependencies=[allow(CARE_OPEN)])
@refuses(EnteredAlready, NotFound, RecordMerged)
async def open_care_relationship(
    work: Transaction, patient_id: UUID, form: CareRelationshipForm
) -> CareRelationshipView:
    """Say why another clinic's patient comes to this one; their home clinic sees it."""
    return await commands.open_care_relationship(work, patient_id, form)


@router.get("/patients/{patient_id}/care-relationships", dependencies=[allow(PATIENTS_READ)])
@refuses(NotFound, RecordMerged)
async def list_care_relationships(work: Transaction, patient_id: UUID, paging: PageQuery) -> Page[CareRelationshipView]:
    """Which other clinics look after a patient, since when, until when and why; the newest first."""
    return await queries.list_care_relationships(work, patient_id, paging)
