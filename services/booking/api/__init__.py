"""Booking's HTTP API: thin routes; what they mean is in commands/ and queries/."""

from fastapi import APIRouter

from services.booking.api import appointments, clinics, courses, patients, sessions

router = APIRouter()
for part in (clinics, patients, appointments, courses, sessions):
    router.include_router(part.router)
