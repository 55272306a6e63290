"""The people wing's HTTP API: thin routes; what they mean is in commands/ and queries/."""

from fastapi import APIRouter

from services.booking.people.api import (
    addresses,
    care_relationships,
    clinic_settings,
    clinics,
    contact_changes,
    emergency_accesses,
    finding,
    guardians,
    merge_proposals,
    notes,
    patients,
    possible_duplicates,
    practitioners,
    processing_consents,
)

router = APIRouter()
for part in (
    clinics,
    clinic_settings,
    practitioners,
    finding,
    patients,
    care_relationships,
    emergency_accesses,
    processing_consents,
    contact_changes,
    addresses,
    guardians,
    notes,
    merge_proposals,
    possible_duplicates,
):
    router.routes += part.router.routes
