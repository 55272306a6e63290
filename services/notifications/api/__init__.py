"""The routes of notifications."""

from fastapi import APIRouter

from services.notifications.api import confirmations, inbound, messages, preferences, texts

router = APIRouter()
for part in (messages.router, preferences.router, confirmations.router, inbound.router, texts.router):
    router.include_router(part)
