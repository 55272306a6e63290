"""Screening's API."""

from fastapi import APIRouter

from services.screening.api import intakes, questionnaire, rule_sets, screenings

router = APIRouter()
for resource in (questionnaire, intakes, screenings, rule_sets):
    router.include_router(resource.router)
