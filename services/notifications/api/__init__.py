"""The routes of notifications."""

from fastapi import APIRouter

from services.notifications.api import inbound, messages, preferences

router = APIRouter()
for part in (messages.router, preferences.router, inbound.router):
    router.include_router(part)
