"""Clinicians open another clinic's patient in an emergency; a medical director reviews it afterwards."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from chassis.refusals import NotFound
from services.booking.access import EMERGENCY_OPEN, EMERGENCY_READ, EMERGENCY_REVIEW, PATIENTS_READ
from services.booking.people.commands import emergency_accesses as commands
from services.booking.people.domain.refusals import AlreadyReviewed, NoEmergency, OwnEmergency, RecordMerged
from services.booking.people.forms.emergency_accesses import (
    EmergencyAccessForm,
    EmergencyAccessView,
    EmergencyReviewForm,
    ReviewedAccessView,
)
from services.booking.people.queries import emergency_accesses as queries
from services.booking.people.settings import emergency_lasts

router = api_router("emergency-accesses")


async def _lasts() -> timedelta:
    return emergency_lasts()


@router.post("/patients/{patient_id}/emergency-accesses", status_code=201, dependencies=[allow(EMERGENCY_OPEN)])
@refuses(NoEmergency, NotFound, RecordMerged)
async def open_in_an_emergency(
    work: Transaction, patient_id: UUID, form: EmergencyAccessForm, lasts: Annotated[timedelta, Depends(_lasts)]
) -> EmergencyAccessView:
    """Open another clinic's patient to read, for some hours; the home clinic, the patient and a director see it."""
    return await commands.open_in_an_emergency(work, patient_id, form, lasts)


@router.get("/patients/{patient_id}/emergency-accesses", dependencies=[allow(PATIENTS_READ)])
@refuses(NotFound, RecordMerged)
async def list_emergency_accesses_of_patient(
    work: Transaction, patient_id: UUID, paging: PageQuery
) -> Page[EmergencyAccessView]:
    """Who opened this patient in an emergency, when, until when and why; the newest first."""
    return await queries.list_of_patient(work, patient_id, paging)


@router.get("/emergency-accesses", dependencies=[allow(EMERGENCY_READ)])
async def list_emergency_accesses(
    work: Transaction, paging: PageQuery, clinic_id: UUID | None = None, reviewed: bool = False
) -> Page[ReviewedAccessView]:
    """Those that wait for a review, the longest waiting first; with `reviewed` those that have had it."""
    return await queries.list_for_review(work, paging, clinic_id=clinic_id, reviewed=reviewed)


@router.post("/emergency-accesses/{access_id}/review", dependencies=[allow(EMERGENCY_REVIEW)])
@refuses(AlreadyReviewed, NotFound, OwnEmergency)
async def review_emergency(work: Transaction, access_id: UUID, form: EmergencyReviewForm) -> ReviewedAccessView:
    """Close the review with a note; a record that is still open is closed."""
    return await commands.review_emergency(work, access_id, form)
