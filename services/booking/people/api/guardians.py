"""Guardians of patients who are too young to decide."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from chassis.refusals import NotFound
from services.booking.access import PATIENTS_EDIT, PATIENTS_READ
from services.booking.people.commands import guardians as commands
from services.booking.people.domain.refusals import AlreadySettled, AskTheClinic, EnteredAlready, RecordMerged
from services.booking.people.forms.guardians import GuardianAmendmentForm, GuardianEndForm, GuardianForm, GuardianView
from services.booking.people.queries import guardians as queries

router = api_router("guardians")


@router.post("/patients/{patient_id}/guardians", status_code=201, dependencies=[allow(PATIENTS_EDIT)])
@refuses(AskTheClinic, EnteredAlready, NotFound, RecordMerged)
async def record_guardian(work: Transaction, patient_id: UUID, form: GuardianForm) -> GuardianView:
    """Record who decides for a patient, and how they are reached."""
    return await commands.record_guardian(work, patient_id, form)


@router.get("/patients/{patient_id}/guardians", dependencies=[allow(PATIENTS_READ)])
@refuses(NotFound, RecordMerged)
async def list_guardians(
    work: Transaction,
    patient_id: UUID,
    paging: PageQuery,
    ended: Annotated[bool, Query(description="true: also those who were taken off the record.")] = False,
) -> Page[GuardianView]:
    """Who decides for a patient, the first recorded at the top."""
    return await queries.list_guardians(work, patient_id, paging, ended=ended)


@router.post("/patients/{patient_id}/guardians/{guardian_id}/amend", dependencies=[allow(PATIENTS_EDIT)])
@refuses(AlreadySettled, AskTheClinic, EnteredAlready, NotFound, RecordMerged)
async def amend_guardian(
    work: Transaction, patient_id: UUID, guardian_id: UUID, form: GuardianAmendmentForm
) -> GuardianView:
    """Put right who a guardian is or how they are reached, with the reason; what was recorded before is kept."""
    return await commands.amend_guardian(work, patient_id, guardian_id, form)


@router.post("/patients/{patient_id}/guardians/{guardian_id}/end", dependencies=[allow(PATIENTS_EDIT)])
@refuses(AlreadySettled, AskTheClinic, NotFound, RecordMerged)
async def end_guardian(work: Transaction, patient_id: UUID, guardian_id: UUID, form: GuardianEndForm) -> GuardianView:
    """Take a guardian off the record, with the reason."""
    return await commands.end_guardian(work, patient_id, guardian_id, form)
