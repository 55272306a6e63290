"""Patients and how they want to be reached."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from chassis.access.admission import allow
from chassis.http import IfMatch, MergePatch, Patch, Transaction, api_router, refuses, tag_version
from chassis.refusals import Invalid, NotFound
from services.booking.access import PATIENTS_EDIT, PATIENTS_READ, PATIENTS_REGISTER
from services.booking.people.commands import patients as commands
from services.booking.people.domain.contact_changes import ChangePolicy, TooManyChanges
from services.booking.people.domain.refusals import (
    ClosedForGood,
    NoCareRelationship,
    PatientMayExist,
    RecordMerged,
    Unreachable,
)
from services.booking.people.forms.contact_changes import ChangedPatientView
from services.booking.people.forms.patients import (
    PatientForm,
    PatientView,
    PreferencesForm,
    PreferencesView,
    RegistrationForm,
)
from services.booking.people.queries import patients as queries
from services.booking.people.settings import contact_change_policy

router = api_router("patients")


async def _policy() -> ChangePolicy:
    return contact_change_policy()


@router.post("/patients", status_code=201, dependencies=[allow(PATIENTS_REGISTER)])
@refuses(ClosedForGood, Invalid, NotFound, PatientMayExist, Unreachable)
async def register_patient(work: Transaction, form: RegistrationForm, response: Response) -> PatientView:
    """Register a patient; screening will ask for the health declaration.

    Who looks like a patient already is refused with the candidates, unless `confirm_new` says that it is somebody else.
    """
    patient = await commands.register(work, form)
    tag_version(response, patient.version)
    return patient


@router.get("/patients/{patient_id}", dependencies=[allow(PATIENTS_READ)])
@refuses(NotFound, RecordMerged)
async def read_patient(work: Transaction, patient_id: UUID, response: Response) -> PatientView:
    """A patient; the ETag goes into If-Match of a change."""
    patient = await queries.patient(work, patient_id)
    tag_version(response, patient.version)
    return patient


@router.patch("/patients/{patient_id}", dependencies=[allow(PATIENTS_EDIT)])
@refuses(ClosedForGood, Invalid, NoCareRelationship, NotFound, RecordMerged, TooManyChanges, Unreachable)
async def change_patient(
    work: Transaction,
    patient_id: UUID,
    edit: Annotated[Patch[PatientForm], MergePatch],
    version: IfMatch,
    response: Response,
    policy: Annotated[ChangePolicy, Depends(_policy)],
) -> ChangedPatientView:
    """Change identity, contact or language; null takes a telephone number or an e-mail address away.

    A new number or address that patients give for themselves waits in `contact_changes` until they give the code back
    that is sent over it; staff replace one at once, with a reason. Who had the former one is told.
    """
    patient = await commands.change_patient(work, patient_id, edit, version, policy)
    tag_version(response, patient.version)
    return patient


@router.get("/patients/{patient_id}/contact-preferences", dependencies=[allow(PATIENTS_READ)])
@refuses(NotFound, RecordMerged)
async def read_contact_preferences(work: Transaction, patient_id: UUID, response: Response) -> PreferencesView:
    """How the patient wants to be reached."""
    preferences = await queries.preferences(work, patient_id)
    tag_version(response, preferences.version)
    return preferences


@router.patch("/patients/{patient_id}/contact-preferences", dependencies=[allow(PATIENTS_EDIT)])
@refuses(NotFound, RecordMerged, Unreachable)
async def change_contact_preferences(
    work: Transaction,
    patient_id: UUID,
    edit: Annotated[Patch[PreferencesForm], MergePatch],
    version: IfMatch,
    response: Response,
) -> PreferencesView:
    """Change how the patient wants to be reached."""
    preferences = await commands.change_preferences(work, patient_id, edit, version)
    tag_version(response, preferences.version)
    return preferences
