"""The routes of notifications."""

from fastapi import APIRouter

from services.notifications.api import carriers, confirmations, inbound, messages, opt_outs, preferences, texts

router = APIRouter()
for each in (messages, preferences, opt_outs, confirmations, inbound, texts, carriers):
    router.include_router(each.router)
