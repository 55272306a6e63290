"""Patients and how they want to be reached."""

from typing import Annotated
from uuid import UUID

from fastapi import Response

from chassis.access.admission import allow
from chassis.http import IfMatch, MergePatch, Patch, Transaction, api_router, refuses, tag_version
from chassis.refusals import Invalid, NotFound
from services.booking.access import PATIENTS_EDIT, PATIENTS_READ, PATIENTS_REGISTER
from services.booking.people.commands import patients as commands
from services.booking.people.domain.refusals import NoCareRelationship, Unreachable
from services.booking.people.forms.patients import (
    PatientForm,
    PatientView,
    PreferencesForm,
    PreferencesView,
    RegistrationForm,
)
from services.booking.people.queries import patients as queries

router = api_router("patients")


@router.post("/patients", status_code=201, dependencies=[allow(PATIENTS_REGISTER)])
@refuses(Invalid, NotFound, Unreachable)
async def register_patient(work: Transaction, form: RegistrationForm, response: Response) -> PatientView:
    """Register a patient; screening will ask for the health declaration."""
    patient = await commands.register(work, form)
    tag_version(response, patient.version)
    return patient


@router.get("/patients/{patient_id}", dependencies=[allow(PATIENTS_READ)])
@refuses(NotFound)
async def read_patient(work: Transaction, patient_id: UUID, response: Response) -> PatientView:
    """A patient; the ETag goes into If-Match of a change."""
    patient = await queries.patient(work, patient_id)
    tag_version(response, patient.version)
    return patient


@router.patch("/patients/{patient_id}", dependencies=[allow(PATIENTS_EDIT)])
@refuses(Invalid, NoCareRelationship, NotFound, Unreachable)
async def change_patient(
    work: Transaction,
    patient_id: UUID,
    edit: Annotated[Patch[PatientForm], MergePatch],
    version: IfMatch,
    response: Response,
) -> PatientView:
    """Change identity, contact or language; null takes a telephone number or an e-mail address away."""
    patient = await commands.change_patient(work, patient_id, edit, version)
    tag_version(response, patient.version)
    return patient


@router.get("/patients/{patient_id}/contact-preferences", dependencies=[allow(PATIENTS_READ)])
@refuses(NotFound)
async def read_contact_preferences(work: Transaction, patient_id: UUID, response: Response) -> PreferencesView:
    """How the patient wants to be reached."""
    preferences = await queries.preferences(work, patient_id)
    tag_version(response, preferences.version)
    return preferences


@router.patch("/patients/{patient_id}/contact-preferences", dependencies=[allow(PATIENTS_EDIT)])
@refuses(NotFound, Unreachable)
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
