"""The people wing's HTTP API: thin routes; what they mean is in commands/ and queries/."""

from fastapi import APIRouter

from services.booking.people.api import (
    care_relationships,
    clinic_settings,
    clinics,
    contact_changes,
    emergency_accesses,
    patients,
    practitioners,
    processing_consents,
)

router = APIRouter()
for part in (
    clinics,
    clinic_settings,
    practitioners,
    patients,
    care_relationships,
    emergency_accesses,
    processing_consents,
    contact_changes,
):
    router.include_router(part.router)
