"""The routes of notifications."""

from fastapi import APIRouter

from services.notifications.api import carriers, confirmations, inbound, messages, preferences, texts

router = APIRouter()
for part in (messages.router, preferences.router, confirmations.router, inbound.router, texts.router, carriers.router):
    router.include_router(part)
