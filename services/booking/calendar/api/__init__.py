"""The calendar wing's HTTP API: thin routes; what they mean is in commands/ and queries/."""

from fastapi import APIRouter

from services.booking.calendar.api import (
    appointments,
    attendance,
    care_relationships,
    clinics,
    closures,
    devices,
    feeds,
    holidays,
    opening_weeks,
    practitioners,
    rooms,
    shifts,
    unavailabilities,
    utilisation,
)

router = APIRouter()
for part in (
    rooms,
    devices,
    practitioners,
    unavailabilities,
    clinics,
    closures,
    opening_weeks,
    holidays,
    shifts,
    appointments,
    attendance,
    care_relationships,
    feeds,
    utilisation,
):
    router.routes += part.router.routes
