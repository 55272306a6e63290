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
from services.booking.people.forms.clinics import ClinicForm, ClinicView

router = api_router("clinics")


@router.patch("/clinics/{clinic_id}", dependencies=[allow(CLINICS_EDIT)])
@refuses(NotFound, ZoneInUse)
async def change_clinic(
    work: Transaction,
    clinic_id: UUID,
    edit: Annotated[Patch[ClinicForm], MergePatch],
    version: IfMatch,
    response: Response,
) -> ClinicView:
    """Change a clinic's details or hours, which are sent whole or not at all. What is booked is checked.

    The zone stays while appointments lie ahead: patients were told their local time.
    """
    clinic = await commands.change_clinic(work, clinic_id, edit, version)
    tag_version(response, clinic.version)
    return clinic
