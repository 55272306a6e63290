"""The people wing's HTTP API: thin routes; what they mean is in commands/ and queries/."""

from fastapi import APIRouter

from services.booking.people.api import (
    care_relationships,
    clinic_settings,
    clinics,
    emergency_accesses,
    patients,
    practitioners,
)

router = APIRouter()
for part in (clinics, clinic_settings, practitioners, patients, care_relationships, emergency_accesses):
    router.include_router(part.router)
