"""The routes of notifications."""

from fastapi import APIRouter

from services.notifications.api import confirmations, inbound, messages, preferences

router = APIRouter()
for part in (messages.router, preferences.router, confirmations.router, inbound.router):
    router.include_router(part)
