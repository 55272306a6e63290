"""Clinics."""

from uuid import UUID

from fastapi import Response

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses, tag_version
from chassis.refusals import NotFound
from services.booking.access import CLINICS_OPEN, CLINICS_READ
from services.booking.people.commands import clinics as commands
from services.booking.people.forms.clinics import ClinicForm, ClinicView
from services.booking.people.queries import clinics as queries

router = api_router("clinics")


@router.post("/clinics", status_code=201, dependencies=[allow(CLINICS_OPEN)])
async def open_clinic(work: Transaction, form: ClinicForm, response: Response) -> ClinicView:
    """Open a clinic."""
    clinic = await commands.open_clinic(work, form)
    tag_version(response, clinic.version)
    return clinic


@router.get("/clinics", dependencies=[allow(CLINICS_READ)])
async def list_clinics(work: Transaction, paging: PageQuery) -> Page[ClinicView]:
    """The clinics that the caller may see, by name."""
    return await queries.list_clinics(work, paging)


@router.get("/clinics/{clinic_id}", dependencies=[allow(CLINICS_READ)])
@refuses(NotFound)
async def read_clinic(work: Transaction, clinic_id: UUID, response: Response) -> ClinicView:
    """One clinic; its ETag goes into If-Match of a change."""
    clinic = await queries.clinic(work, clinic_id)
    tag_version(response, clinic.version)
    return clinic
