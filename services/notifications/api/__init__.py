"""The routes of notifications."""

from fastapi import APIRouter

from services.notifications.api import (
    carriers,
    confirmations,
    conversations,
    digests,
    escalations,
    inbound,
    links,
    messages,
    opt_outs,
    own_answers,
    preferences,
    previews,
    texts,
    threads,
)

router = APIRouter()
for each in (
    messages,
    links,
    preferences,
    opt_outs,
    own_answers,
    confirmations,
    inbound,
    texts,
    threads,
    conversations,
    escalations,
    digests,
    carriers,
    previews,
):
    router.routes += each.router.routes
