"""The people wing's HTTP API: thin routes; what they mean is in commands/ and queries/."""

from fastapi import APIRouter

from services.booking.people.api import clinics, patients, practitioners

router = APIRouter()
for part in (clinics, practitioners, patients):
    router.include_router(part.router)
