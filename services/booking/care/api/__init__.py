"""The care wing's HTTP API: thin routes; what they mean is in commands/ and queries/."""

from fastapi import APIRouter

from services.booking.care.api import (
    appointments,
    audit,
    cartridges,
    clearances,
    consults,
    course_balances,
    course_bookings,
    course_extensions,
    courses,
    dismissals,
    erasures,
    follow_ups,
    holds,
    merges,
    permissions,
    photos,
    protocols,
    reviews,
    sessions,
    slots,
    stations,
    waiting_plans,
    waitlist,
)

router = APIRouter()
for part in (
    appointments,
    stations,
    slots,
    holds,
    follow_ups,
    consults,
    courses,
    dismissals,
    course_balances,
    course_bookings,
    course_extensions,
    protocols,
    waiting_plans,
    clearances,
    sessions,
    cartridges,
    photos,
    reviews,
    merges,
    permissions,
    audit,
    erasures,
    waitlist,
):
    router.include_router(part.router)
