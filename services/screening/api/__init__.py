"""Screening's API."""

from fastapi import APIRouter

from services.screening.api import day_checks, decisions, intakes, questionnaires, reviews

router = APIRouter()
for resource in (questionnaires, intakes, decisions, reviews, day_checks):
    router.include_router(resource.router)
