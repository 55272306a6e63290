"""A clinic changes while appointments lie ahead at it."""

from typing import Annotated
from uuid import UUID

from fastapi import Response

from chassis.access.admission import allow
from chassis.http import IfMatch, MergePatch, Patch, Transaction, api_router, refuses, tag_version
from chassis.refusals import NotFound
from services.booking.access import CLINICS_EDIT
from services.booking.calendar.commands import clinic_settings as settings
from services.booking.calendar.commands import clinics as commands
from services.booking.calendar.domain.refusals import ZoneInUse
from services.booking.calendar.forms.clinic_settings import ChangedClinicSettingsView
from services.booking.calendar.forms.opening_hours import ChangedClinicView
from services.booking.calendar.forms.touched import TouchedAppointmentsView
from services.booking.people.forms.clinic_settings import ClinicSettingsForm
from services.booking.people.forms.clinics import ClinicForm

router = api_router("clinics")


@router.patch("/clinics/{clinic_id}", dependencies=[allow(CLINICS_EDIT)])
@refuses(NotFound, ZoneInUse)
async def change_clinic(
    work: Transaction,
    clinic_id: UUID,
    edit: Annotated[Patch[ClinicForm], MergePatch],
    version: IfMatch,
    response: Response,
) -> ChangedClinicView:
    """Change a clinic's details, or its weekly hours from now on, which are sent whole or not at all.

    What is booked is checked, and the answer lists what lies outside the hours. Hours that begin later are
    `PUT …/opening-weeks/{begins_on}`.

    The zone stays while appointments lie ahead: patients were told their local time.
    """
    clinic = await commands.change_clinic(work, clinic_id, edit, version)
    tag_version(response, clinic.version)
    return clinic


@router.post("/clinics/{clinic_id}/touched", dependencies=[allow(CLINICS_EDIT)])
@refuses(NotFound, ZoneInUse)
async def preview_clinic(
    work: Transaction, clinic_id: UUID, edit: Annotated[Patch[ClinicForm], MergePatch]
) -> TouchedAppointmentsView:
    """What is booked outside the hours after such a change. Nothing changes."""
    return await commands.preview_clinic(work, clinic_id, edit)


@router.patch("/clinics/{clinic_id}/settings", dependencies=[allow(CLINICS_EDIT)])
@refuses(NotFound)
async def change_clinic_settings(
    work: Transaction,
    clinic_id: UUID,
    edit: Annotated[Patch[ClinicSettingsForm], MergePatch],
    version: IfMatch,
    response: Response,
) -> ChangedClinicSettingsView:
    """Change what a clinic does differently, for appointments booked from now on. Those that are booked stay.

    Other public holidays reach what is booked: it is checked, and the answer lists what lies outside the hours.
    """
    changed = await settings.change_clinic_settings(work, clinic_id, edit, version)
    tag_version(response, changed.version)
    return changed


@router.post("/clinics/{clinic_id}/settings/touched", dependencies=[allow(CLINICS_EDIT)])
@refuses(NotFound)
async def preview_clinic_settings(
    work: Transaction, clinic_id: UUID, edit: Annotated[Patch[ClinicSettingsForm], MergePatch]
) -> TouchedAppointmentsView:
    """What is booked outside the hours after such a change. Nothing changes."""
    return await settings.preview_clinic_settings(work, clinic_id, edit)
