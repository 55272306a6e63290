"""What one clinic does differently from the chain."""

from uuid import UUID

from fastapi import Response

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses, tag_version
from chassis.refusals import NotFound
from services.booking.access import EQUIPMENT_READ
from services.booking.people.forms.clinic_settings import ClinicSettingsView
from services.booking.people.queries import clinic_settings as queries

router = api_router("clinics")


@router.get("/clinics/{clinic_id}/settings", dependencies=[allow(EQUIPMENT_READ)])
@refuses(NotFound)
async def read_clinic_settings(work: Transaction, clinic_id: UUID, response: Response) -> ClinicSettingsView:
    """What a clinic does differently from the chain; null: as the chain does it."""
    settings = await queries.clinic_settings_of(work, clinic_id)
    tag_version(response, settings.version)
    return settings
