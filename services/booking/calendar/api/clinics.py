"""A clinic changes while appointments lie ahead at it."""

from typing import Annotated
from uuid import UUID

from fastapi import Response

from chassis.access.admission import allow
from chassis.http import IfMatch, MergePatch, Patch, Transaction, api_router, refuses, tag_version
from chassis.refusals import NotFound
from services.booking.access import CLINICS_EDIT
from services.booking.calendar.commands import clinics as commands
from services.booking.calendar.domain.refusals import ZoneInUse
from services.booking.calendar.forms.opening_hours import ChangedClinicView
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
