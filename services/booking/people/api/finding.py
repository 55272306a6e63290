"""Patients are found."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import Day, Page, PageQuery, Transaction, api_router, refuses
from services.booking.access import CALENDAR_READ, CARE_OPEN, PATIENTS_READ
from services.booking.people.domain.refusals import NothingToFind
from services.booking.people.forms.fields import Email, Name, Phone
from services.booking.people.forms.patients import FoundPatientView, KnownElsewhere, PatientNames
from services.booking.people.queries import finding as queries
from services.booking.people.queries.finding import Identity, Wanted

router = api_router("patients")


@router.get("/patients", dependencies=[allow(PATIENTS_READ)])
@refuses(NothingToFind)
async def find_patients(
    work: Transaction,
    paging: PageQuery,
    name: Annotated[
        str | None, Query(max_length=120, description="Parts of the name in any order, with or without accents.")
    ] = None,
    phone: Annotated[
        str | None, Query(max_length=40, description="Any spelling; the last six digits are enough.")
    ] = None,
    email: Annotated[str | None, Query(max_length=254, description="The whole address.")] = None,
    date_of_birth: Day | None = None,
    clinic_id: Annotated[UUID | None, Query(description="Patients of this clinic, and its visitors.")] = None,
) -> Page[FoundPatientView]:
    """Find patients of the caller's clinics, by family name; what is given must all be true of them.

    Patients of other clinics who visit one of the caller's now are found with their name alone. When no name fits,
    those are found that differ from it by a typing error.
    """
    return await queries.find_patients(work, Wanted(name, phone, email, date_of_birth), clinic_id, paging)


@router.get("/patients/names", dependencies=[allow(CALENDAR_READ)])
@refuses(NothingToFind)
async def list_patient_names(
    work: Transaction,
    ids: Annotated[str, Query(max_length=8000, description="Ids of patients, separated by commas; 200 at most.")],
) -> PatientNames:
    """Who the ids in a list of another service are, for those whom the caller may see; other ids are left out.

    Names are not in events, so that lists of the other services have ids only.
    """
    return await queries.names_of(work, ids)


@router.get("/patients/elsewhere", dependencies=[allow(CARE_OPEN)])
async def find_patient_elsewhere(
    work: Transaction,
    clinic_id: Annotated[UUID, Query(description="The caller's clinic, to which the person has come.")],
    given_name: Name,
    family_name: Name,
    date_of_birth: Day,
    phone: Phone | None = None,
    email: Email | None = None,
) -> KnownElsewhere:
    """Whether this one person is a patient of another clinic: by birthday and whole name, telephone number or e-mail.

    It says where, and nothing else; `POST /v1/patients/{patient_id}/care-relationships` says why they come here.
    """
    who = Identity(given_name, family_name, date_of_birth, phone, email)
    return await queries.find_elsewhere(work, who, clinic_id)
